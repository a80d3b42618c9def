# ページの日本語の言葉。メッセージは en.ftl と同じです。

## The page

title = Whence：この絵はどの文化のものか
tagline = アメリカ、中国、インド、日本のうち、どの文化の絵かをブラウザの中で判定します。
skip = 本文へ
language-name = 日本語
language = 言語
noscript = Whence はブラウザの中で動くため、JavaScript が必要です。
unsupported = このブラウザは古いため、Whence を使えません。SIMD 対応の WebAssembly が必要で、Chrome、Edge、Firefox、Safari は 2023 年から対応しています。ブラウザを更新するか、別のブラウザをお試しください。
nav =
    .aria-label = メニュー
nav-look = 見る
nav-guess = ゲーム
nav-find = 検索
stage =
    .aria-label = 画像
answer =
    .aria-label = 答え
label = { $label }
label-noun = ラベル
list = { $list }、{ $next }
list-or = { $list }、{ $next }
question = これは何でしょう。
tagline-task = { $question }モデルはブラウザの中で動きます。
about = モデルは絵画の写真 { $pictures } 枚で学習しました。初めて見る別の { $tested } 枚での正答率は { $accuracy } です（95% 信頼区間 { $low }～{ $high }）。
privacy = お手持ちの画像が端末の外へ出ることはありません。このページが通信する相手は、自身のサーバーとメトロポリタン美術館だけです。ほかの二つのサーバーとは、事前に同意をいただいた場合にだけ通信します。
limits = Whence が知っているのは四つの文化だけで、判断の手がかりは見た目だけです。答えは推測であり、鑑定ではありません。
card-open = モデルについて
update = Whence の新しいバージョンがあります。
update-now = 今すぐ使う
offline-ready = このページは端末に保存されているので、オフラインでも使えます。

## The pages that the footer links to

pages-about = Whence について
pages-privacy = プライバシー
pages-accessibility = アクセシビリティ

## The first screen

step-choose = メトロポリタン美術館の絵か、お手持ちの画像を選びます。
step-look = モデルがブラウザの中で絵を見ます。画像はどこにも送信されません。
step-answer = どの文化と判定したか、どのくらい確かか、絵のどこを見たかが分かります。
example-verdict = 中国
example-truth = メトロポリタン美術館の分類は「中国」です。Whence の判定も同じです。
example-work = 例：夏珪「Windswept Lakeshore」

## Choosing a picture

choose-section =
    .aria-label = 画像を選ぶ
strip = この中から選ぶ
invitation = 画像をこのページのどこかにドロップするか、貼り付けることもできます。
random = ランダムに一枚
choose = 手持ちの画像
camera = カメラ
address = URL
camera-dialog =
    .aria-label = カメラ
shutter = 撮影
camera-waiting = カメラの準備を待っています。ブラウザが使用の許可を求めることがあります。
camera-refused = カメラがブロックされているか、見つかりません。ブラウザの設定でこのページにカメラの使用を許可するか、画像を選んでください。
close = 閉じる
address-dialog =
    .aria-label = 画像の URL
address-label = 画像の URL、またはメトロポリタン美術館の作品の URL か番号
address-go = 表示
address-agree = このページが自動でほかのサーバーに接続することはなく、接続しても多くは拒否されます。公開サービス wsrv.nl なら画像を取得できますが、その際、画像の URL とあなたの IP アドレスが wsrv.nl に伝わります。
address-agree-yes = wsrv.nl を使う
caption-yours =
    .alt = お手持ちの画像：{ $name }
caption-hidden =
    .alt = メトロポリタン美術館の絵（当ててください）
caption-camera = カメラで撮影
caption-address = ウェブから
caption-work =
    .alt = { $title }、メトロポリタン美術館蔵

## While it works

status-loading = モデルを読み込んでいます
status-ready = モデルの準備ができました
status-working = 画像を判定しています
status-waiting = モデルを読み込んでいます（そのあと画像を判定します）
status-drawing = メトロポリタン美術館から絵を取得しています
status-fetching = メトロポリタン美術館から作品を取得しています
status-guess = どれだと思いますか？
status-searching = メトロポリタン美術館の作品を検索しています
status-trouble = { $trouble }。{ $advice }
progress =
    .aria-label = モデルを読み込んでいます
amount = { $received } MB
amount-of = { $received } / { $total } MB
cancel = 中止

## The answer

verdict-confident = { $first }
verdict-torn = { $first }か{ $second }
verdict-unsure = もしかすると{ $first }
verdict-not_one_of_these = どれでもなさそう
remark-confident = Whence は答えに自信があります。
remark-torn = { $first }の可能性が高いものの、Whence は確信がありません。
remark-unsure = Whence は答えに自信がありません。
remark-unfamiliar = { $remark }どれでもない可能性もあります。
remark-not_one_of_these = Whence が学習した絵とは似ていないため、確率の数字にはあまり意味がありません。
spoken = { $verdict }。{ $remark }{ $share }。
truth-right = メトロポリタン美術館の分類は「{ $truth }」です。Whence の判定も同じで、正解です。
truth-wrong = メトロポリタン美術館の分類は「{ $truth }」です。Whence の判定は「{ $predicted }」で、不正解です。
truth-none = メトロポリタン美術館の記録に、これらの文化の名前はありません。
hint = 名前を押すと、その根拠が画像のどこにあるかが分かります。
where = 「{ $culture }」の根拠の多くは、画像の{ $place }にあります。
where-spread = 「{ $culture }」の根拠は、画像全体に広がっています。
where-none = この画像に「{ $culture }」の根拠はありません。
place-top-left = 左上
place-top = 上部
place-top-right = 右上
place-left = 左側
place-middle = 中央
place-right = 右側
place-bottom-left = 左下
place-bottom = 下部
place-bottom-right = 右下
strength = ヒートマップの濃さ
legend-little = 根拠が少ない
legend-much = 根拠が多い
outline = 輪郭で表示
rivals = 何があれば答えが変わる？
contrast = 「{ $first }」より「{ $second }」らしい部分は、主に{ $place }にあります。
contrast-spread = 「{ $first }」より「{ $second }」らしい部分は、画像全体に広がっています。
contrast-none = 「{ $first }」より「{ $second }」らしい部分はありません。
rival = { $culture }（{ $share }）：主に{ $place }
rival-spread = { $culture }（{ $share }）：画像全体
rival-none = { $culture }（{ $share }）：根拠なし
substitute = メトロポリタン美術館が現在応答していません。この絵は、このページに付属しているものです。
browser-decoded = この画像はブラウザがデコードしました。色がわずかに異なることがあります。
timings = { $total } ミリ秒：デコード（{ $width } × { $height } ピクセル）{ $decode }、サイズ変更 { $resize }、モデル { $network }
copy = テキストとしてコピー
copied = コピーしました
save = 画像として保存
link = リンクをコピー
text-answer = Whence：{ $verdict }（{ $shares }）
text-work = { $title }、メトロポリタン美術館：{ $address }
share-one = { $culture } { $share }
share-more = { $before }、{ $after }

## The nearest works

nearest-section =
    .aria-label = よく似た作品
nearest = メトロポリタン美術館のよく似た作品
nearest-hint = 同館の作品 { $count } 点のうち、モデルから見てこの画像に最もよく似たものを、答えごとに一点ずつ示します。
nearest-similarity = 類似度 { $share }
nearest-none = 似たものなし
nearest-pictures = 作品の画像を表示
nearest-learns = 画像は同館の画像サーバーから届きます。その際、どの作品の画像かがサーバーに伝わります。

## A work of The Met

work-link = 美術館のページ

## You against the model

guess-question = { $question }まず当ててみてください。ボタンか、1～{ $last } のキーを押します。
guess-next = 次の絵
guess-right = 正解です：{ $truth }。
guess-wrong = あなたの答えは「{ $guess }」、正解は「{ $truth }」です。
model-right = モデルの答えは「{ $predicted }」で、正解です。
model-wrong = モデルの答えは「{ $predicted }」で、不正解です。
score = 成績
score-you = あなた
score-model = Whence
score-of = { $rounds } 枚中 { $right } 枚
score-streak = 連続正解 { $streak } 回、最高 { $best } 回
score-share = 成績を共有
score-text = Whence と勝負：{ $rounds } 枚のうち、私は { $you } 枚、モデルは { $model } 枚正解。連続正解は最高 { $best } 回。
score-reset = 最初から
score-kept = 成績はこの端末にだけ保存されます。

## The lab

lab = 何にだまされる？
lab-section =
    .aria-label = 何にだまされる？
lab-empty = 画像を選ぶか、ランダムに一枚選んでください。ここで手を加えると、答えも変わるかどうかを確かめられます。
lab-picture =
    .aria-label = 手を加えた画像（モデルから見たもの）
lab-seen = モデルに見えているのは、この { $width } × { $height } ピクセルです。各バーの縦線は、元の画像での答えを示します。
lab-bars =
    .aria-label = 確率
lab-knobs =
    .aria-label = 画像への変更
lab-set-grey = 色をなくす
lab-set-lamplight = 電球の光
lab-set-mirror = 左右反転
lab-set-darker = 暗くする
lab-set-blur = ぼかす
lab-set-jpeg = JPEG の画質
lab-set-turn = 回転
lab-set-crop = 四辺を切り取る
lab-set-cover = 一部を隠す
lab-cover-hint = 画像を押すかドラッグすると、その部分が隠れます。キーボードでは、ここで大きさを決めてから、画像の上で矢印キーを使って動かします。
lab-patch =
    .aria-label = 隠した部分（{ $place }）。矢印キーで動かします。Shift を押すと大きく動きます。
lab-unchanged = 答えは「{ $answer }」です。何をすれば変わるでしょう。
lab-still = 答えは「{ $answer }」のままです。
lab-grey = 色をなくすと、答えは「{ $answer }」に変わります。
lab-lamplight = 電球の光の下では、答えは「{ $answer }」に変わります。
lab-mirror = 左右を反転すると、答えは「{ $answer }」に変わります。
lab-light = 暗くすると、答えは「{ $answer }」に変わります。
lab-blur = ぼかすと、答えは「{ $answer }」に変わります。
lab-jpeg = 圧縮すると、答えは「{ $answer }」に変わります。
lab-turn = 回転すると、答えは「{ $answer }」に変わります。
lab-crop = 切り取ると、答えは「{ $answer }」に変わります。
lab-cover = ここを隠すと、答えは「{ $answer }」に変わります。
lab-several = これらの変更で、答えは「{ $answer }」に変わります。
lab-none = どれでもない
lab-reset = 元に戻す
lab-share = この結果を共有
lab-save = この結果を保存
lab-back = 答えに戻る
lab-lesson = この実験を使った 45 分の授業（印刷用）

## Straighten and crop

frame = 補正と切り抜き
frame-hint = 四隅を絵の四隅までドラッグするか、矢印キーで動かします。その内側が正面から見た形になります。
frame-mark = 各バーの縦線は、前の答えを示します。
frame-corners =
    .aria-label = 絵の四隅
frame-corner =
    .aria-label = { $place }の隅：左から { $across }、上から { $down }。矢印キーで動かします。Shift を押すと大きく動きます。
frame-whole = 画像全体
frame-done = 完了
frame-classify = 判定

## Find a work

find-section =
    .aria-label = 作品を探す
find-words = キーワード、または作品の番号か URL
find-in = 検索対象
find-in-anywhere = すべて
find-in-title = 作品名
find-in-artist = 作者または文化
find-label-any = 指定なし
find-highlights = 代表作のみ
find-go = 検索
find-count = { $total } 点の作品があります。
find-none = この検索に合う作品はありません。
find-unfit = この中に表示できる作品はありません。選んだ条件に合わないか、画像が自由に使えないものです。次のページにはあるかもしれません。
find-more = さらに表示
find-results =
    .aria-label = 見つかった作品

## Several pictures

several-section =
    .aria-label = 複数の画像
several = お手持ちの画像
several-progress = { $done } / { $total }
several-of =
    .aria-label = 進み具合
several-table =
    .aria-label = 結果
several-picture = 画像
several-verdict = 判定
several-time = ミリ秒
several-csv = CSV で保存
several-json = JSON で保存
several-clear = 消去
several-done =
    { $failed ->
        [0] 完了：{ $done } 枚。
       *[other] 完了：{ $done } 枚、うち { $failed } 枚は失敗。
    }

## The model’s card

card-title = モデルについて
card-trained = 学習データ
card-counts = { $counts }。1 枚につき平均 { $epochs } 回見ました。
card-count = { $label } { $count } 枚
card-met = メトロポリタン美術館の絵 { $pictures } 枚（初めて見る作者のもの）
card-test = 初めて見る絵 { $pictures } 枚
card-cross = 初めて見る提供元の絵 { $pictures } 枚（ご自分で撮る写真に最も近い条件）
card-score = 正答率 { $accuracy }（95% 信頼区間 { $low }～{ $high }）、マクロ F1 { $f1 }（{ $f1-low }～{ $f1-high }）。
card-confusion = 混同行列：行が正解、列がモデルの答え
card-precision = 適合率
card-recall = 再現率
card-f1 = F1
card-cannot = できないこと
card-cannot-1 = 四つの文化しか知りません。朝鮮半島やペルシアの絵も、四つのどれか、または「どれでもない」と判定します。
card-cannot-2 = 絵画のために作られています。人や場所や物の写真への答えには、あまり意味がありません。
card-cannot-3 = 見た目で判断します。日本で描かれた中国風の絵や、アメリカ人による浮世絵の模写にはだまされます。
card-cannot-4 = 学習データでは、文化と写真の提供元が結びついています。学んだことの一部は、美術館ごとの撮り方の違いです。
card-file = { $architecture }、{ $bytes } バイト、SHA-256 { $sha }、ライセンス { $licence }

## In another page

embed-open = ページに埋め込む
embed-how = このコードをご自分のページに貼り付けてください。決まった大きさの枠に Whence が表示され、答えはそのつどそのページに伝わります。
embed-origin = 埋め込み先のページの URL
embed-goes = 答えが伝わるのは { $origin } のページだけです。画像は誰にも送られません。
embed-code =
    .aria-label = コード
embed-copy = コードをコピー
embed-whole = Whence を新しいタブで開く
embed-told = 答えは { $origin } に伝わりますが、画像は伝わりません。

## In a kiosk

kiosk-begin = タッチして始める
kiosk-still = まだご覧になっていますか？
kiosk-left = あと { $seconds } 秒で最初に戻ります。
kiosk-stay = はい、続ける

## Errors

again = もう一度
trouble-crashed = この画像で Whence が停止しました
    .advice = 再起動したので、次の画像は判定できます。この画像をもう一度試すには、小さくして保存してください。
trouble-broken = Whence を起動できません
    .advice = もう一度試すか、別のブラウザをお使いください。
trouble-missing = Whence のファイルが一つ足りません
    .advice = { $url } に対するサーバーの応答は { $status } でした。後でもう一度お試しください。
trouble-offline = Whence を最後まで読み込めませんでした
    .advice = インターネット接続を確認して、もう一度お試しください。
trouble-mismatch = モデルとその説明ファイルが一致しません
    .advice = どちらかが以前のものかもしれません。もう一度試し、直らなければ、キャッシュを使わずに再読み込みしてください。
trouble-model = モデルを使えません
    .advice = 後でもう一度お試しください。
trouble-empty = ファイルが空です
    .advice = 別のファイルを選んでください。
trouble-unreadable = ファイルを読み取れませんでした
    .advice = 移動または変更されたかもしれません。もう一度選んでください。
trouble-not-a-picture = 画像ではありません
    .advice = { $formats } のファイルか、ブラウザで表示できるほかの画像を選んでください。
trouble-unsupported = { $format } の画像はここでは読めません
    .advice = Whence もブラウザもデコードできません。JPEG、PNG、WebP のいずれかで保存するか、スクリーンショットを貼り付けてください。
trouble-unsupported-variant = この種類の { $format } はここでは読めません
    .advice = Whence もブラウザもデコードできません。通常の JPEG か PNG で保存するか、スクリーンショットを貼り付けてください。
trouble-incomplete = 画像の一部が欠けています
    .advice = ファイルが途中で切れているか、一部が上書きされています。もう一度ダウンロードするか、コピーし直してください。
trouble-blank = 画像に何も写っていません
    .advice = 画像全体が透明です。別の画像を選んでください。
trouble-too-large = 画像が大きすぎます
    .advice = { $width } × { $height } ピクセルあります。上限は { $limit } メガピクセルです。小さくして保存してください。
trouble-too-much-memory = 画像が大きすぎます
    .advice = デコードに { $limit } MiB を超えるメモリが必要です。小さくするか、1 チャンネル 8 ビットで保存してください。
trouble-damaged = 画像が壊れています
    .advice = 保存やコピーが途中で終わったのかもしれません。
trouble-resize = 画像のサイズを変更できません
    .advice = 別の画像を選んでください。
trouble-not-a-file = ファイルではありません
    .advice = 画像を保存し、そのファイルをここにドロップするか、画像そのものをコピーして、ここに貼り付けてください。
trouble-blocked = メトロポリタン美術館が、しばらく待つよう求めています
    .advice = 美術館が 1 分間に応じる件数には限りがあります。待つ間も、お手持ちの画像は使えます。
trouble-wait = あと { $seconds } 秒で再試行できます
trouble-not-found = メトロポリタン美術館にこの作品はありません
    .advice = 番号 { $id } の作品は、収蔵品にないか、すでに収蔵品ではなくなっています。別の番号をお試しください。
trouble-no-picture = この作品には自由に使える画像がありません
    .advice = 美術館のサイトでは見られますが、画像の再利用は許可されていません。そちらでご覧になるか、別の作品をお試しください。
trouble-retired = メトロポリタン美術館の API が変わりました
    .advice = このバージョンの Whence では使えません。再読み込みして、新しいバージョンをお使いください。お手持ちの画像は引き続き使えます。
trouble-met = メトロポリタン美術館の応答が正常ではありません
    .advice = 少し待って、もう一度お試しください。
trouble-met-offline = メトロポリタン美術館に接続できません
    .advice = オフラインのようです。お手持ちの画像は引き続き使えます。
trouble-met-unreachable = メトロポリタン美術館が応答しません
    .advice = インターネットにはつながっていますが、美術館から応答がありません。美術館側の障害か、ファイアウォールやブラウザの拡張機能が妨げているのかもしれません。少し待って、もう一度お試しください。お手持ちの画像は引き続き使えます。
trouble-no-luck = 絵が見つかりませんでした
    .advice = 画像のない作品や対象外の作品が続きました。もう一度お試しください。
trouble-unreachable = 画像を読み込めませんでした
    .advice = 美術館の画像サーバーが応答しないか、このページに画像の読み取りを許可していません。ほかの二つのサーバー（美術館の画像の写しを持つ Google と、wsrv.nl）にはあるかもしれません。ただし、どの作品を見ているかが両者に伝わります。画像の URL を開いて保存し、ここにドロップすることもできます。
trouble-unreachable-at-all = どのサーバーからも画像を読み込めませんでした
    .advice = 画像の URL を開いて保存し、そのファイルをここにドロップしてください。
trouble-details = 詳細（報告用）
trouble-agree = ほかの二つから取得
trouble-save = 画像の URL
trouble-address = URL ではありません
    .advice = 画像の URL 全体を、ブラウザのアドレスバーに表示されるとおりに入力してください。
trouble-elsewhere = 画像を取得できませんでした
    .advice = wsrv.nl から届きませんでした。URL が違うか、相手のサーバーが拒否したのかもしれません。画像を保存して、そのファイルをここにドロップしてください。

## -task

title-task = Whence
about-task = モデルは画像 { $pictures } 枚で学習しました。初めて見る別の { $tested } 枚での正答率は { $accuracy } です（95% 信頼区間 { $low }～{ $high }）。
step-choose-task = メトロポリタン美術館の作品か、お手持ちの画像を選びます。
step-answer-task = どの答えと判定したか、どのくらい確かか、画像のどこを見たかが分かります。
random-task = ランダムに一点
caption-hidden-task =
    .alt = メトロポリタン美術館の作品（当ててください）
status-drawing-task = メトロポリタン美術館から作品を取得しています
remark-not_one_of_these-task = Whence が学習した画像とは似ていないため、確率の数字にはあまり意味がありません。
truth-none-task = メトロポリタン美術館の記録は、これらの答えのどれにも当てはまりません。
substitute-task = メトロポリタン美術館が現在応答していません。この作品は、このページに付属しているものです。
guess-next-task = 次の作品
score-text-task = Whence と勝負：{ $rounds } 点のうち、私は { $you } 点、モデルは { $model } 点正解。連続正解は最高 { $best } 回。
lab-empty-task = 画像を選ぶか、ランダムに一点選んでください。ここで手を加えると、答えも変わるかどうかを確かめられます。
frame-hint-task = 四隅を作品の四隅までドラッグするか、矢印キーで動かします。その内側が正面から見た形になります。
frame-corners-task =
    .aria-label = 作品の四隅
card-met-task = メトロポリタン美術館の画像 { $pictures } 枚（初めて見るもの）
card-test-task = 初めて見る画像 { $pictures } 枚
card-cross-task = 初めて見る提供元の画像 { $pictures } 枚（ご自分で撮る写真に最も近い条件）
trouble-no-luck-task = 作品が見つかりませんでした
