# ページの日本語の言葉。メッセージは en.ftl と同じです。

## The page

title = Whence：この絵はどの文化のものか
tagline = 絵がアメリカ、中国、インド、日本のどれかを、ブラウザの中で判定します。
skip = 本文へ
language = 言語
noscript = Whence はブラウザの中で動くため、JavaScript が必要です。
unsupported = このブラウザは古いため Whence を使えません。SIMD 対応の WebAssembly が必要で、Chrome、Edge、Firefox、Safari は 2023 年から対応しています。更新するか、別のブラウザをお試しください。
nav =
    .aria-label = すること
nav-look = 見る
nav-guess = 勝負
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
tagline-task = { $question } ブラウザの中だけで判定します。
about = モデルは絵画の写真 { $pictures } 枚で学習しました。初めて見る { $tested } 枚での正答率は { $accuracy } です（95% 信頼区間 { $low } ～ { $high }）。
privacy = あなたの画像が端末の外へ出ることはありません。このページの通信先は、自身のファイル、メトロポリタン美術館、そして事前にあなたに尋ねる二つのサーバーに、ブラウザが限っています。
limits = 見た目だけで四つの文化を見分け、ほかの文化は何も知りません。答えは鑑定ではなく推測とお考えください。
card-open = モデルカード
update = Whence の新しい版があります。
update-now = 今すぐ使う
offline-ready = このページは端末に保存され、接続がなくても使えます。

## The first screen

step-choose = メトロポリタン美術館の絵か、お手持ちの画像を選びます。
step-look = モデルがブラウザの中でその絵を見ます。送信はしません。
step-answer = どの文化と判定したか、どのくらい確かか、絵のどこを見たかが分かります。
example-verdict = 中国
example-truth = メトロポリタン美術館の分類は中国。Whence も同じ判定です。
example-work = 例：夏珪「Windswept Lakeshore」

## Choosing a picture

choose-section =
    .aria-label = 画像を選ぶ
strip = この中から試す
invitation = 画像をこのページのどこかにドロップするか、貼り付けることもできます。
random = 絵を一枚引く
choose = あなたの画像
camera = カメラ
address = アドレス
camera-dialog =
    .aria-label = カメラ
shutter = 撮影する
camera-waiting = カメラを待っています。ブラウザが許可を求めることがあります。
camera-refused = カメラが使えないか、ありません。ブラウザの設定でこのページに許可するか、画像を選んでください。
close = 閉じる
address-dialog =
    .aria-label = 画像のアドレス
address-label = 画像のアドレス、美術館のページ、または作品番号
address-go = 表示する
address-agree = Whence が自ら他のサーバーと通信することはなく、多くのサーバーは応じません。公開サービス wsrv.nl なら画像を取り寄せられますが、画像とあなたのアドレスを知られます。
address-agree-yes = wsrv.nl から取り寄せる
caption-yours =
    .alt = あなたの画像、{ $name }
caption-hidden =
    .alt = メトロポリタン美術館の絵。どこのものか当ててください
caption-camera = カメラから
caption-address = ウェブから
caption-work =
    .alt = { $title }、メトロポリタン美術館蔵

## While it works

status-loading = モデルを読み込んでいます
status-ready = 画像をどうぞ
status-working = 画像を見ています
status-waiting = モデルを読み込んでいます。そのあと画像を見ます
status-drawing = 美術館から絵を引いています
status-fetching = 美術館に作品を問い合わせています
status-guess = 当ててください。
status-searching = 美術館を検索しています
status-trouble = { $trouble }。{ $advice }
progress =
    .aria-label = モデルを読み込んでいます
amount = { $received } MB
amount-of = { $received } / { $total } MB
cancel = 中止

## The answer

verdict-confident = { $first }
verdict-torn = { $first }か{ $second }
verdict-unsure = おそらく{ $first }
verdict-foreign = どれでもなさそう
remark-confident = Whence は自信があります。
remark-torn = Whence は二つの間で迷っています。
remark-unsure = Whence は自信がありません。
remark-foreign = Whence が見てきた絵とは似ていません。割合にはあまり意味がありません。
spoken = { $verdict }。{ $remark }{ $share }。
truth-right = メトロポリタン美術館の分類は{ $truth }。Whence も同じ判定で、正解です。
truth-wrong = メトロポリタン美術館の分類は{ $truth }。Whence の判定は{ $predicted }で、不正解です。
truth-none = 美術館の記録には、このどの文化かが書かれていません。
hint = 名前を押すと、その根拠が画面のどこにあるか分かります。
where = { $culture }の根拠の多くは{ $place }にあります。
where-spread = { $culture }の根拠は画面全体に広がっています。
place-top-left = 左上
place-top = 上
place-top-right = 右上
place-left = 左
place-middle = 中央
place-right = 右
place-bottom-left = 左下
place-bottom = 下
place-bottom-right = 右下
strength = 重ねる濃さ
legend-little = 根拠が少ない
legend-much = 根拠が多い
outline = 輪郭で示す
substitute = メトロポリタン美術館が今は応答しません。この絵は、このページに付属する作品の一つです。
browser-decoded = この画像は Whence ではなくブラウザが復号しました。色がわずかに異なることがあります。
timings = { $total } ミリ秒：復号 { $width } × { $height } 画素 { $decode }、縮小 { $resize }、ネットワーク { $network }
copy = 文字でコピー
copied = コピーしました
save = 画像で保存
link = リンクをコピー
text-answer = Whence：{ $verdict }（{ $shares }）
text-work = { $title }、メトロポリタン美術館：{ $address }
share-one = { $culture } { $share }
share-more = { $before }、{ $after }

## The nearest works

nearest-section =
    .aria-label = 近い作品
nearest = メトロポリタン美術館の近い作品
nearest-hint = 同館の作品 { $count } 点のうち、モデルから見てこの絵に最も近いものを、分類ごとに一点ずつ示します。
nearest-similarity = 類似度 { $share }
nearest-none = 近いものなし
nearest-pictures = 作品の画像を表示
nearest-learns = 画像は美術館の画像サーバーから届きます。どの作品を見るかが、そのサーバーに伝わります。

## A work of The Met

work-link = 美術館のページ

## You against the model

guess-question = { $question } モデルより先に当ててください。ボタンか、1 から { $last } のキーで。
guess-next = 次の絵
guess-right = 正解です：{ $truth }。
guess-wrong = あなたは{ $guess }、正しくは{ $truth }です。
model-right = モデルは{ $predicted }：正解。
model-wrong = モデルは{ $predicted }：不正解。
score = 成績
score-you = あなた
score-model = Whence
score-of = { $rounds } 枚中 { $right } 枚
score-streak = 連続正解 { $streak }、最高 { $best }
score-share = 成績を共有
score-text = Whence と勝負：{ $rounds } 枚のうち私は { $you } 枚、モデルは { $model } 枚正解。連続正解は最高 { $best }。
score-reset = 最初から
score-kept = 成績はこの端末にだけ保存されます。

## The lab

lab = 何にだまされる？
lab-section =
    .aria-label = 何にだまされる？
lab-empty = 画像を選ぶか、絵を一枚引いてください。ここで手を加えると、答えも変わるかどうかを確かめられます。
lab-picture =
    .aria-label = 手を加えた画像（ネットワークから見たもの）
lab-seen = ネットワークに見えているのはこの { $width } × { $height } 画素です。棒の上の縦線は、元の画像への答えを示します。
lab-bars =
    .aria-label = 確率
lab-knobs =
    .aria-label = 画像への変更
lab-set-grey = 色をなくす
lab-set-lamplight = 電灯の下
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
lab-unchanged = 答えは「{ $answer }」です。どうすれば変わるでしょう。
lab-still = 答えは「{ $answer }」のままです。
lab-grey = 色をなくすと、答えは「{ $answer }」に変わります。
lab-lamplight = 電灯の下では、答えは「{ $answer }」に変わります。
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
lab-lesson = これを使った 45 分の授業（印刷用）

## Straighten and crop

frame = 補正と切り抜き
frame-hint = 四隅を絵の四隅までドラッグするか、矢印キーで動かします。その内側が正面から見た形になります。
frame-mark = 各バーの線は、前の答えを示します。
frame-corners =
    .aria-label = 絵の四隅
frame-corner =
    .aria-label = { $place }の角：左から { $across }、上から { $down }。矢印キーで動かします。Shift を押すと大きく動きます。
frame-whole = 画像全体
frame-done = 完了
frame-classify = 判定する

## Find a work

find-section =
    .aria-label = 作品を探す
find-words = 言葉、番号、アドレス
find-in = 探す場所
find-in-anywhere = すべて
find-in-title = 題名
find-in-artist = 作者または文化
find-label-any = 指定なし
find-highlights = 代表作のみ
find-go = 検索
find-count = { $total ->
   *[other] { $total } 点。
}
find-none = 該当する作品はありません。
find-unfit = 表示できる作品がありません。選んだものに合わないか、自由に使える画像がないものです。次のページにはあるかもしれません。
find-more = さらに表示
find-results =
    .aria-label = 見つかった作品

## Several pictures

several-section =
    .aria-label = 複数の画像
several = あなたの画像
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

card-title = モデルカード
card-trained = 学習に使ったもの
card-counts = { $counts }。それぞれ平均 { $epochs } 回。
card-count = { $label } { $count } 枚
card-met = メトロポリタン美術館の絵 { $pictures } 枚で（初めて見る作者のもの）
card-test = 初めて見る絵 { $pictures } 枚で
card-cross = 初めて見る出所の { $pictures } 枚で（あなたの写真にはこちらが近い）
card-score = 正答率 { $accuracy }（95% 信頼区間 { $low } ～ { $high }）、マクロ F1 { $f1 }（{ $f1-low } ～ { $f1-high }）。
card-confusion = 混同行列：行が正解、列がモデルの答え
card-precision = 適合率
card-recall = 再現率
card-f1 = F1
card-cannot = できないこと
card-cannot-1 = 四つの文化しか知りません。朝鮮やペルシアの絵も四つのどれか、または「どれでもない」になります。
card-cannot-2 = 見てきたのは絵画です。人や場所や物の写真については、何と答えようと知りません。
card-cannot-3 = 見た目で判断します。日本で描かれた中国風の絵や、アメリカ人による浮世絵の模写には騙されます。
card-cannot-4 = 学習した写真では文化と出所が結びついています。知識の一部は美術館の撮り方です。
card-file = { $architecture }、{ $bytes } バイト、SHA-256 { $sha }、ライセンス { $licence }

## Errors

again = もう一度
trouble-crashed = この画像で問題が起きました
    .advice = 復旧したので、次の画像は処理できます。この画像は小さくして保存すると処理できるかもしれません。
trouble-broken = Whence を起動できません
    .advice = もう一度試すか、別のブラウザをお使いください。
trouble-missing = Whence の一部がありません
    .advice = サーバーは { $url } に { $status } と答えました。後でもう一度お試しください。
trouble-offline = Whence をすべて読み込めませんでした
    .advice = 接続を確かめて、もう一度お試しください。
trouble-mismatch = モデルとモデルカードが一致しません
    .advice = 一方が以前のものかもしれません。もう一度試し、だめならキャッシュを使わずに再読み込みしてください。
trouble-model = モデルを使えません
    .advice = 後でもう一度お試しください。
trouble-empty = ファイルが空です
    .advice = 別のものを選んでください。
trouble-unreadable = ファイルを読めません
    .advice = 移動または変更されたかもしれません。もう一度選んでください。
trouble-not-a-picture = 画像ではありません
    .advice = { $formats }、またはブラウザが表示できるファイルを選んでください。
trouble-unsupported = { $format } の画像はここでは読めません
    .advice = Whence もブラウザも復号できません。JPEG、PNG、WebP で保存するか、スクリーンショットを貼り付けてください。
trouble-unsupported-variant = この種類の { $format } はここでは読めません
    .advice = Whence もブラウザも復号できません。通常の JPEG か PNG で保存するか、スクリーンショットを貼り付けてください。
trouble-incomplete = 画像の一部が欠けています
    .advice = ファイルが途中で切れているか、一部が上書きされています。もう一度ダウンロードするか、コピーし直してください。
trouble-blank = 見えるものがありません
    .advice = 画像全体が透明です。別のものを選んでください。
trouble-too-large = 画像が大きすぎます
    .advice = { $width } × { $height } 画素あります。上限は { $limit } メガピクセルです。小さくして保存してください。
trouble-too-much-memory = 画像が大きすぎます
    .advice = 復号に { $limit } MiB を超えるメモリが要ります。小さくするか、1 チャンネル 8 ビットで保存してください。
trouble-damaged = 画像が壊れています
    .advice = 保存やコピーが途中で終わったのかもしれません。
trouble-resize = 画像を縮小できません
    .advice = 別のものを選んでください。
trouble-not-a-file = ファイルではありません
    .advice = 先に画像を保存してからドロップするか、画像そのものをコピーして貼り付けてください。
trouble-blocked = 美術館が間を置くよう求めています
    .advice = 一分間に答える数には限りがあり、超えるとしばらく拒まれます。その間もお手持ちの画像は使えます。
trouble-wait =
    { $seconds ->
        [one] あと { $seconds } 秒
       *[other] あと { $seconds } 秒
    }
trouble-not-found = 美術館にこの作品はありません
    .advice = 番号 { $id } は収蔵品にないか、なくなりました。別の番号をお試しください。
trouble-no-picture = この作品には自由に使える画像がありません
    .advice = 美術館は公開していますが、画像は提供していません。美術館のページでご覧になるか、別の作品をお試しください。
trouble-retired = 美術館の API が変わりました
    .advice = この版の Whence では扱えません。再読み込みして新しい版をお使いください。その間もお手持ちの画像は使えます。
trouble-met = 美術館の応答が正常ではありません
    .advice = 少し待ってもう一度お試しください。
trouble-met-offline = 美術館につながりません
    .advice = 接続がないようです。お手持ちの画像は接続なしで使えます。
trouble-met-unreachable = 美術館が応答しません
    .advice = 接続はありますが、美術館から応答がありません。故障しているか、ファイアウォールや拡張機能が妨げているのかもしれません。少し待ってもう一度お試しください。その間もお手持ちの画像は使えます。
trouble-no-luck = 絵を引けませんでした
    .advice = 続けて画像がないか、このうちのどれでもない作品でした。もう一度お試しください。
trouble-unreachable = 画像がこのページに届きません
    .advice = 美術館の画像サーバーが応答しないか、画像を通しません。ほかに Google にある美術館画像の写しと wsrv.nl が持っているかもしれませんが、どの作品を見ているかを知られます。または、アドレスから画像を保存してここにドロップしてください。
trouble-unreachable-at-all = 画像を得る方法がほかにありません
    .advice = アドレスから保存して、ファイルをここにドロップしてください。
trouble-details = 詳細（報告用）
trouble-agree = ほかの二つに尋ねる
trouble-save = 画像のアドレス
trouble-address = アドレスではありません
    .advice = ブラウザのアドレス欄にあるとおりの、画像の完全なアドレスを入れてください。
trouble-elsewhere = 画像を取り寄せられませんでした
    .advice = wsrv.nl から届きませんでした。アドレスが違うか、相手が拒んだのかもしれません。画像を保存して、ファイルをここにドロップしてください。
