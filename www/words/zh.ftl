# 网页的中文（简体）文字。消息与 en.ftl 相同。

## The page

title = Whence：这幅画来自哪种文化？
tagline = 在您的浏览器中判断一幅画来自美国、中国、印度还是日本。
skip = 跳到正文
language-name = 中文
language = 语言
noscript = Whence 在您的浏览器中运行，需要启用 JavaScript。
unsupported = 您的浏览器版本过旧，无法运行 Whence。它需要支持 SIMD 的 WebAssembly，Chrome、Edge、Firefox 和 Safari 自 2023 年起均已支持。请更新浏览器，或换用其他浏览器。
nav =
    .aria-label = 功能
nav-look = 看画
nav-guess = 猜画
nav-find = 搜索
stage =
    .aria-label = 图片
answer =
    .aria-label = 答案
label = { $label }
label-noun = 标签
list = { $list }、{ $next }
list-or = { $list } 或 { $next }
question = 这是什么？
tagline-task = { $question }模型就在您的浏览器里运行。
about = 模型用 { $pictures } 张绘画照片训练而成。在另外 { $tested } 张它从未见过的照片上，正确率为 { $accuracy }（95% 置信区间：{ $low } 至 { $high }）。
privacy = 您的图片不会离开您的设备。本页只访问自己的网站和大都会艺术博物馆；只有征得您同意，才会访问另外两个网站。
limits = Whence 只认识四种文化，而且只凭画面外观判断。它的答案是猜测，不是鉴定。
card-open = 关于模型
update = Whence 有新版本可用。
update-now = 立即使用
offline-ready = 本页已保存在您的设备上，没有网络也能使用。

## The pages that the footer links to

pages-about = 关于 Whence
pages-privacy = 隐私
pages-accessibility = 无障碍

## The first screen

step-choose = 选一幅大都会艺术博物馆的画，或用您自己的图片。
step-look = 模型就在您的浏览器里看图，不会上传任何内容。
step-answer = 您会看到它认为是哪种文化、把握有多大，以及依据在画面何处。
example-verdict = 中国
example-truth = 大都会艺术博物馆将其归类为“中国”，Whence 的判断相同。
example-work = 示例：夏圭《Windswept Lakeshore》

## Choosing a picture

choose-section =
    .aria-label = 选择图片
strip = 试试这些画
invitation = 也可以把图片拖放到本页任意位置，或直接粘贴。
random = 随机一幅画
choose = 您的图片
camera = 相机
address = 网址
camera-dialog =
    .aria-label = 相机
shutter = 拍照
camera-waiting = 正在等待相机。浏览器可能会征求您的许可。
camera-refused = 相机被禁用，或没有相机。请在浏览器设置中允许本页使用相机，或改选一张图片。
close = 关闭
address-dialog =
    .aria-label = 图片的网址
address-label = 图片的网址、大都会艺术博物馆作品的网址或编号
address-go = 打开
address-agree = 本页不会自行访问其他网站，而且多数网站也会拒绝访问。公共服务 wsrv.nl 可以代为获取这张图片，但会因此得知图片的网址和您的 IP 地址。
address-agree-yes = 通过 wsrv.nl 获取
caption-yours =
    .alt = 您的图片：{ $name }
caption-hidden =
    .alt = 大都会艺术博物馆的一幅画，等您来猜
caption-camera = 相机拍摄
caption-address = 来自网络
caption-work =
    .alt = { $title }，大都会艺术博物馆藏

## While it works

status-loading = 正在加载模型
status-ready = 模型已就绪
status-working = 正在识别图片
status-waiting = 正在加载模型，随后识别图片
status-drawing = 正在从大都会艺术博物馆获取一幅画
status-fetching = 正在从大都会艺术博物馆获取作品
status-guess = 您猜呢？
status-searching = 正在搜索大都会艺术博物馆
status-trouble = { $trouble }。{ $advice }
progress =
    .aria-label = 正在加载模型
amount = { $received } MB
amount-of = { $received } / { $total } MB
cancel = 取消

## The answer

verdict-confident = { $first }
verdict-torn = { $first }或{ $second }
verdict-unsure = 也许是{ $first }
verdict-not_one_of_these = 也许都不是
remark-confident = Whence 有把握。
remark-torn = 更可能是{ $first }，但 Whence 没有把握。
remark-unsure = Whence 没有把握。
remark-unfamiliar = { $remark }这幅图也可能都不是。
remark-not_one_of_these = 它不像 Whence 训练时见过的绘画，因此这些百分比意义不大。
spoken = { $verdict }。{ $remark }{ $share }。
truth-right = 大都会艺术博物馆将其归类为“{ $truth }”，Whence 的判断相同，答对了。
truth-wrong = 大都会艺术博物馆将其归类为“{ $truth }”，Whence 判断为“{ $predicted }”，答错了。
truth-none = 大都会艺术博物馆的记录中没有提到这几种文化。
hint = 点选一个名称，可以看到它的依据在画面何处。
where = 判断为“{ $culture }”的依据大多位于画面{ $place }。
where-spread = 判断为“{ $culture }”的依据遍布整个画面。
where-none = 画面中没有判断为“{ $culture }”的依据。
place-top-left = 左上方
place-top = 上方
place-top-right = 右上方
place-left = 左侧
place-middle = 中部
place-right = 右侧
place-bottom-left = 左下方
place-bottom = 下方
place-bottom-right = 右下方
strength = 热图强度
legend-little = 依据少
legend-much = 依据多
outline = 显示为轮廓
rivals = 怎样才会让它改口？
contrast = 画面中比“{ $first }”更像“{ $second }”的部分，大多在{ $place }。
contrast-spread = 画面中比“{ $first }”更像“{ $second }”的部分，遍布整个画面。
contrast-none = 画面中没有哪个部分比“{ $first }”更像“{ $second }”。
rival = { $culture }，{ $share }：大多在{ $place }
rival-spread = { $culture }，{ $share }：遍布全图
rival-none = { $culture }，{ $share }：没有依据
substitute = 大都会艺术博物馆暂时没有回应。这幅画是随本页提供的。
browser-decoded = 这张图片由您的浏览器解码，颜色可能略有差异。
timings = { $total } 毫秒：解码（{ $width } × { $height } 像素）{ $decode }，缩放 { $resize }，模型 { $network }
copy = 复制为文字
copied = 已复制
save = 保存为图片
link = 复制链接
text-answer = Whence：{ $verdict }（{ $shares }）
text-work = { $title }，大都会艺术博物馆：{ $address }
share-one = { $culture } { $share }
share-more = { $before }，{ $after }

## The nearest works

nearest-section =
    .aria-label = 最相近的作品
nearest = 大都会艺术博物馆中最相近的作品
nearest-hint = 在该馆的 { $count } 件作品中，为每种答案各列出一件模型认为与此图最相近的作品。
nearest-similarity = 相似度 { $share }
nearest-none = 没有相近的
nearest-pictures = 显示这些作品的图片
nearest-learns = 图片来自该馆的图片服务器，它会因此得知您在看哪些作品。

## A work of The Met

work-link = 在博物馆网站查看

## You against the model

guess-question = { $question }请您先猜：点按钮，或按数字键 1 至 { $last }。
guess-next = 下一幅
guess-right = 您答对了：{ $truth }。
guess-wrong = 您猜的是{ $guess }，其实是{ $truth }。
model-right = 模型猜的是{ $predicted }，答对了。
model-wrong = 模型猜的是{ $predicted }，答错了。
score = 比分
score-you = 您
score-model = Whence
score-of = { $right } / { $rounds }
score-streak = 连对 { $streak } 次，最多 { $best } 次
score-share = 分享比分
score-text = 我与 Whence 比试：{ $rounds } 幅画中，我答对 { $you } 幅，模型答对 { $model } 幅。我最多连对 { $best } 次。
score-reset = 重新计分
score-kept = 比分只保存在这台设备上。

## The lab

lab = 怎样骗过它？
lab-section =
    .aria-label = 怎样骗过它？
lab-empty = 请选择一张图片，或随机抽一幅画。然后在这里改动它，看看答案会不会跟着变。
lab-picture =
    .aria-label = 改动后的图片，即模型所看到的样子
lab-seen = 这就是模型看到的画面：{ $width } × { $height } 像素。每根横条上的竖线标出原图的答案。
lab-bars =
    .aria-label = 概率
lab-knobs =
    .aria-label = 对图片的改动
lab-set-grey = 去掉颜色
lab-set-lamplight = 灯光下
lab-set-mirror = 左右翻转
lab-set-darker = 变暗
lab-set-blur = 模糊
lab-set-jpeg = JPEG 质量
lab-set-turn = 旋转
lab-set-crop = 四边裁剪
lab-set-cover = 遮挡
lab-cover-hint = 在图片上点按或拖动，即可遮住一块。使用键盘时，先在这里设定遮挡的大小，再用方向键在图片上移动它。
lab-patch =
    .aria-label = 遮挡块，位于{ $place }。用方向键移动；按住 Shift 可移动得更远。
lab-unchanged = 答案是：{ $answer }。怎样改动会让它改口？
lab-still = 答案仍是：{ $answer }。
lab-grey = 去掉颜色后，答案变成：{ $answer }。
lab-lamplight = 在灯光下，答案变成：{ $answer }。
lab-mirror = 左右翻转后，答案变成：{ $answer }。
lab-light = 变暗后，答案变成：{ $answer }。
lab-blur = 模糊后，答案变成：{ $answer }。
lab-jpeg = 压缩后，答案变成：{ $answer }。
lab-turn = 旋转后，答案变成：{ $answer }。
lab-crop = 裁剪后，答案变成：{ $answer }。
lab-cover = 遮住这一块后，答案变成：{ $answer }。
lab-several = 经过这些改动，答案变成：{ $answer }。
lab-none = 都不是
lab-reset = 还原
lab-share = 分享这个结果
lab-save = 保存这个结果
lab-back = 回到答案
lab-lesson = 配套的 45 分钟课程，可打印

## Straighten and crop

frame = 拉正与裁剪
frame-hint = 把四个角拖到画作的四角，也可以用方向键移动。四角之间的部分会被拉正，如同从正面观看。
frame-mark = 每根横条上的竖线标出之前的答案。
frame-corners =
    .aria-label = 画作的四角
frame-corner =
    .aria-label = { $place }的角：横向 { $across }，纵向 { $down }。用方向键移动；按住 Shift 移动得更远。
frame-whole = 整张图片
frame-done = 完成
frame-classify = 识别

## Find a work

find-section =
    .aria-label = 查找作品
find-words = 关键词、作品编号或网址
find-in = 搜索范围
find-in-anywhere = 全部
find-in-title = 作品名称
find-in-artist = 艺术家或文化
find-label-any = 不限
find-highlights = 仅限馆藏精品
find-go = 搜索
find-count = { $total } 件作品。
find-none = 大都会艺术博物馆没有符合此搜索的作品。
find-unfit = 这些作品都无法显示：它们不符合您的选择，或者图片不能自由使用。下一页也许有。
find-more = 更多
find-results =
    .aria-label = 找到的作品

## Several pictures

several-section =
    .aria-label = 多张图片
several = 您的图片
several-progress = { $done } / { $total }
several-of =
    .aria-label = 进度
several-table =
    .aria-label = 结果
several-picture = 图片
several-verdict = 判断
several-time = 毫秒
several-csv = 保存为 CSV
several-json = 保存为 JSON
several-clear = 清除
several-done =
    { $failed ->
        [0] 完成：{ $done } 张图片。
       *[other] 完成：{ $done } 张图片，其中 { $failed } 张失败。
    }

## The model’s card

card-title = 关于模型
card-trained = 训练数据
card-counts = { $counts }，平均每张看过 { $epochs } 遍。
card-count = { $label } { $count } 张
card-met = { $pictures } 幅大都会艺术博物馆的绘画，其作者它从未见过
card-test = { $pictures } 幅它从未见过的绘画
card-cross = { $pictures } 幅绘画，出自它从未见过的来源，最接近您自己拍的照片
card-score = 正确率 { $accuracy }（95% 置信区间：{ $low } 至 { $high }）；宏平均 F1 { $f1 }（{ $f1-low } 至 { $f1-high }）。
card-confusion = 混淆矩阵：每行是真实类别，每列是模型的答案
card-precision = 精确率
card-recall = 召回率
card-f1 = F1
card-cannot = 它做不到什么
card-cannot-1 = 它只认识四种文化。朝鲜半岛或波斯的绘画，会被归为其中之一，或者“都不是”。
card-cannot-2 = 它专为绘画而设计。对于人物、地点或物品的照片，它的答案意义不大。
card-cannot-3 = 它凭外观判断。在日本绘制的中国风格作品，或美国人临摹的日本版画，都会误导它。
card-cannot-4 = 在它的训练数据中，文化与图片来源相互关联。它学到的东西，有一部分其实是各博物馆的拍摄方式。
card-file = { $architecture }，{ $bytes } 字节，SHA-256 { $sha }，许可证 { $licence }

## In another page

embed-open = 嵌入您的网页
embed-how = 把这段代码复制到您的网页里。它会在固定大小的框架中显示 Whence，并把每个答案传给您的网页。
embed-origin = 您网页的地址
embed-goes = 答案只会传给 { $origin } 的网页，图片不会发送给任何人。
embed-code =
    .aria-label = 代码
embed-copy = 复制代码
embed-whole = 在新标签页中打开 Whence
embed-told = 每个答案都会传给 { $origin }，图片则不会。

## In a kiosk

kiosk-begin = 触摸屏幕开始
kiosk-still = 您还在吗？
kiosk-left = { $seconds } 秒后重新开始。
kiosk-stay = 在，继续

## Errors

again = 重试
trouble-crashed = 处理这张图片时，Whence 崩溃了
    .advice = 它已重新启动，下一张图片可以正常处理。如果想再试这一张，请先将它缩小并保存。
trouble-broken = Whence 无法启动
    .advice = 请重试，或换用其他浏览器。
trouble-missing = Whence 缺少一个文件
    .advice = 服务器对 { $url } 的回应是 { $status }。请稍后再试。
trouble-offline = Whence 未能完整加载
    .advice = 请检查网络连接，然后重试。
trouble-mismatch = 模型与它的说明文件不符
    .advice = 其中之一可能是以前访问时留下的。请重试；如果无效，请清除缓存后重新加载本页。
trouble-model = 模型无法使用
    .advice = 请稍后再试。
trouble-empty = 文件是空的
    .advice = 请选择其他文件。
trouble-unreadable = 无法读取文件
    .advice = 文件可能已被移动或更改。请重新选择。
trouble-not-a-picture = 这不是图片
    .advice = 请选择 { $formats } 文件，或您的浏览器能显示的其他图片。
trouble-unsupported = 此处无法读取 { $format } 图片
    .advice = Whence 和您的浏览器都无法解码。请另存为 JPEG、PNG 或 WebP，或粘贴它的截图。
trouble-unsupported-variant = 此处无法读取这种 { $format } 图片
    .advice = Whence 和您的浏览器都无法解码。请另存为普通的 JPEG 或 PNG，或粘贴它的截图。
trouble-incomplete = 图片缺少一部分
    .advice = 文件不完整，或有一部分被覆盖。请重新下载或复制。
trouble-blank = 图片里什么也没有
    .advice = 整张图片都是透明的。请选择其他图片。
trouble-too-large = 图片太大
    .advice = 图片有 { $width } × { $height } 像素，上限为 { $limit } MP（百万像素）。请缩小后保存。
trouble-too-much-memory = 图片太大
    .advice = 解码这张图片需要超过 { $limit } MiB 的内存。请缩小后保存，或存为每通道 8 位。
trouble-damaged = 图片已损坏
    .advice = 图片可能没有保存或复制完整。
trouble-resize = 无法缩放图片
    .advice = 请选择其他图片。
trouble-not-a-file = 这不是文件
    .advice = 请先保存图片再拖放到这里，或复制图片本身后粘贴。
trouble-blocked = 大都会艺术博物馆要求暂停一会儿
    .advice = 它限制每分钟回应的请求数。在此期间，您自己的图片照常可用。
trouble-wait = { $seconds } 秒后可重试
trouble-not-found = 大都会艺术博物馆没有这件作品
    .advice = 馆藏中没有编号为 { $id } 的作品，或者已经移除。请试试其他编号。
trouble-no-picture = 这件作品没有可自由使用的图片
    .advice = 博物馆网站上有这件作品，但不允许他人使用它的图片。请到那里查看，或试试其他作品。
trouble-retired = 大都会艺术博物馆的 API 已经更改
    .advice = 这个版本的 Whence 已经不能使用它。请重新加载本页，获取新版本。您自己的图片照常可用。
trouble-met = 大都会艺术博物馆的回应不正常
    .advice = 请稍后重试。
trouble-met-offline = 无法连接大都会艺术博物馆
    .advice = 您似乎没有联网。您自己的图片照常可用。
trouble-met-unreachable = 大都会艺术博物馆没有回应
    .advice = 您已联网，但收不到博物馆的回应。可能是它出了故障，也可能是防火墙或浏览器扩展拦截了它。请稍后重试。您自己的图片照常可用。
trouble-no-luck = 没有找到画
    .advice = 连续几件作品没有图片，或不属于这几类。请重试。
trouble-unreachable = 图片无法加载
    .advice = 博物馆的图片服务器没有回应，或不允许本页读取这张图片。另外两个网站可能有这张图片：存有博物馆图片副本的 Google，以及 wsrv.nl。它们会因此得知您在看哪件作品。您也可以从图片的网址保存图片，再拖放到这里。
trouble-unreachable-at-all = 从任何网站都无法加载这张图片
    .advice = 请从图片的网址保存图片，再把文件拖放到这里。
trouble-details = 详细信息（用于报告问题）
trouble-agree = 从另外两个网站获取
trouble-save = 图片的网址
trouble-address = 这不是网址
    .advice = 请输入图片的完整网址，与浏览器地址栏中显示的一致。
trouble-elsewhere = 无法获取图片
    .advice = wsrv.nl 没有取到这张图片。网址可能有误，或者对方网站拒绝了。请保存图片，再把文件拖放到这里。

## -task

title-task = Whence
about-task = 模型用 { $pictures } 张图片训练而成。在另外 { $tested } 张它从未见过的图片上，正确率为 { $accuracy }（95% 置信区间：{ $low } 至 { $high }）。
step-choose-task = 选一件大都会艺术博物馆的作品，或用您自己的图片。
step-answer-task = 您会看到它给出的答案、把握有多大，以及依据在画面何处。
random-task = 随机一件作品
caption-hidden-task =
    .alt = 大都会艺术博物馆的一件作品，等您来猜
status-drawing-task = 正在从大都会艺术博物馆获取一件作品
remark-not_one_of_these-task = 它不像 Whence 训练时见过的图片，因此这些百分比意义不大。
truth-none-task = 大都会艺术博物馆的记录中没有这几种答案。
substitute-task = 大都会艺术博物馆暂时没有回应。这件作品是随本页提供的。
guess-next-task = 下一件
score-text-task = 我与 Whence 比试：{ $rounds } 件作品中，我答对 { $you } 件，模型答对 { $model } 件。我最多连对 { $best } 次。
lab-empty-task = 请选择一张图片，或随机抽一件作品。然后在这里改动它，看看答案会不会跟着变。
frame-hint-task = 把四个角拖到作品的四角，也可以用方向键移动。四角之间的部分会被拉正，如同从正面观看。
frame-corners-task =
    .aria-label = 作品的四角
card-met-task = { $pictures } 张大都会艺术博物馆的图片，它从未见过
card-test-task = { $pictures } 张它从未见过的图片
card-cross-task = { $pictures } 张图片，出自它从未见过的来源，最接近您自己拍的照片
trouble-no-luck-task = 没有找到作品
