# The page's texts in English. Every other file has the same messages with the
# same arguments.

## The page

title = Whence: which culture does a painting come from?
tagline = Tells whether a painting is American, Chinese, Indian or Japanese. It runs in your browser.
skip = Skip to the content
language-name = English
language = Language
noscript = Whence runs in your browser and needs JavaScript.
unsupported = This browser is too old for Whence. It needs WebAssembly with SIMD, which Chrome, Edge, Firefox and Safari have supported since 2023. Please update it or use another browser.
nav =
    .aria-label = What to do
nav-look = Look
nav-guess = Game
nav-find = Search
stage =
    .aria-label = The picture
answer =
    .aria-label = The answer
label = { $label }
label-noun = Label
list = { $list }, { $next }
list-or = { $list } or { $next }
question = What is this?
tagline-task = { $question } The model runs in your browser.
about = The model was trained on { $pictures } photographs of paintings. On { $tested } others, which it had not seen, it was right { $accuracy } of the time (95% confidence interval { $low } to { $high }).
privacy = Your pictures stay on your device. This page contacts only its own host and The Met and, only after asking you, two other hosts.
limits = Whence knows four cultures and judges by appearance alone. Its answer is a guess, not an attribution.
card-open = About the model
update = A new version of Whence is available.
update-now = Use it now
offline-ready = This page is stored on your device and also works without a connection.

## The pages that the footer links to

pages-about = About Whence
pages-privacy = Privacy
pages-accessibility = Accessibility

## The first screen

step-choose = Choose a painting from The Met, or a picture of your own.
step-look = The model looks at it here, in your browser. Nothing is uploaded.
step-answer = You see which culture it suggests, how sure it is, and where in the picture it looked.
example-verdict = Chinese
example-truth = The Met catalogues it as Chinese. Whence says the same.
example-work = An example: “Windswept Lakeshore” by Xia Gui.

## Choosing a picture

choose-section =
    .aria-label = Choose a picture
strip = Try one of these
invitation = You can also drop a picture anywhere on this page, or paste one.
random = Random painting
choose = Your pictures
camera = Camera
address = Web address
camera-dialog =
    .aria-label = Camera
shutter = Take a picture
camera-waiting = Waiting for the camera. Your browser may ask for permission.
camera-refused = The camera is blocked or missing. Allow it in your browser’s settings for this page, or choose a picture.
close = Close
address-dialog =
    .aria-label = A picture’s web address
address-label = The web address of a picture or of a work at The Met, or the number of a work
address-go = Show
address-agree = This page does not contact other hosts by itself, and most of them would refuse. The public service wsrv.nl can fetch the picture. It then learns the picture’s address and your IP address.
address-agree-yes = Use wsrv.nl
caption-yours =
    .alt = Your picture, { $name }
caption-hidden =
    .alt = A painting at The Met, to be guessed
caption-camera = From the camera
caption-address = From the web
caption-work =
    .alt = { $title }, at The Met

## While it works

status-loading = Loading the model
status-ready = The model is ready
status-working = Classifying the picture
status-drawing = Getting a painting from The Met
status-fetching = Getting the work from The Met
status-waiting = Loading the model, then classifying the picture
status-guess = Your guess?
status-searching = Searching The Met
status-trouble = { $trouble }. { $advice }
progress =
    .aria-label = Loading the model
amount = { $received } MB
amount-of = { $received } of { $total } MB
cancel = Cancel

## The answer

verdict-confident = { $first }
verdict-torn = { $first } or { $second }
verdict-unsure = Perhaps { $first }
verdict-not_one_of_these = Perhaps none of these
remark-confident = Whence is confident.
remark-torn = More likely { $first }, but Whence is not sure.
remark-unsure = Whence is not sure.
remark-unfamiliar = { $remark } The picture may be none of these.
remark-not_one_of_these = It looks unlike the paintings that Whence was trained on, so the percentages mean little.
spoken = { $verdict }. { $remark } { $share }.
truth-right = The Met catalogues it as { $truth }. Whence says the same: right.
truth-wrong = The Met catalogues it as { $truth }. Whence says { $predicted }: wrong.
truth-none = The Met’s record names none of these cultures.
hint = Select a name to see its evidence in the picture.
where = Most of the evidence for { $culture } is { $place }.
where-spread = The evidence for { $culture } is spread over the whole picture.
where-none = There is no evidence for { $culture } in this picture.
place-top-left = at the top left
place-top = at the top
place-top-right = at the top right
place-left = at the left
place-middle = in the middle
place-right = at the right
place-bottom-left = at the bottom left
place-bottom = at the bottom
place-bottom-right = at the bottom right
strength = Strength of the heat map
legend-little = less evidence
legend-much = more evidence
outline = Show as an outline
rivals = What would change its mind?
contrast = The evidence that favours { $second } over { $first } is mostly { $place }.
contrast-spread = The evidence that favours { $second } over { $first } is spread over the whole picture.
contrast-none = No part of the picture favours { $second } over { $first }.
rival = { $culture }, { $share }: mostly { $place }
rival-spread = { $culture }, { $share }: over the whole picture
rival-none = { $culture }, { $share }: no evidence
substitute = The Met is not answering at the moment. This painting comes with the page.
browser-decoded = Your browser decoded this picture; colours may differ slightly.
timings = { $total } ms: { $decode } for decoding { $width } × { $height } pixels, { $resize } for resizing, { $network } for the model
copy = Copy as text
copied = Copied
save = Save as an image
link = Copy the link
text-answer = Whence: { $verdict } ({ $shares })
text-work = { $title }, The Met: { $address }
share-one = { $culture } { $share }
share-more = { $before }, { $after }

## The nearest works

nearest-section =
    .aria-label = Nearest works
nearest = Nearest works at The Met
nearest-hint = Out of { $count } works at The Met: for each answer, the one that looks most like this picture to the model.
nearest-similarity = { $share } similar
nearest-none = no close match
nearest-pictures = Show their pictures
nearest-learns = They come from The Met’s picture host, which then learns which works these are.

## A work of The Met

work-link = At The Met

## You against the model

guess-question = { $question } Guess first: press a button, or a key from 1 to { $last }.
guess-next = Next painting
guess-right = You are right: { $truth }.
guess-wrong = You said { $guess }. It is { $truth }.
model-right = The model said { $predicted }: right.
model-wrong = The model said { $predicted }: wrong.
score = The score
score-you = You
score-model = Whence
score-of = { $right } of { $rounds }
score-streak = Your streak: { $streak }, your best: { $best }
score-share = Share the score
score-text = I played against Whence. Of { $rounds } paintings, I got { $you } right, the model { $model }. My best streak: { $best }.
score-reset = Start again from zero
score-kept = The score stays on this device.

## The lab

lab = What fools it?
lab-section =
    .aria-label = What fools it?
lab-empty = Choose a picture, or take a random painting. Then change it here, and see whether the answer changes too.
lab-picture =
    .aria-label = The changed picture, as the model sees it
lab-seen = This is what the model sees: { $width } × { $height } pixels. The line on each bar marks the answer for the unchanged picture.
lab-bars =
    .aria-label = Probabilities
lab-knobs =
    .aria-label = Changes to the picture
lab-set-grey = No colour
lab-set-lamplight = Lamplight
lab-set-mirror = Mirrored
lab-set-darker = Darker
lab-set-blur = Blur
lab-set-jpeg = JPEG quality
lab-set-turn = Turn
lab-set-crop = Crop each side
lab-set-cover = Covered patch
lab-cover-hint = Press or drag on the picture to cover a patch. With the keyboard, give the patch a size here, then move it in the picture with the arrow keys.
lab-patch =
    .aria-label = Covered patch { $place }. Move it with the arrow keys; hold Shift to move it further.
lab-unchanged = It says { $answer }. What changes its mind?
lab-still = It still says { $answer }.
lab-grey = Without colour it says { $answer }.
lab-lamplight = By lamplight it says { $answer }.
lab-mirror = With the picture mirrored, it says { $answer }.
lab-light = With the picture darker, it says { $answer }.
lab-blur = With the picture blurred, it says { $answer }.
lab-jpeg = With the picture compressed, it says { $answer }.
lab-turn = With the picture turned, it says { $answer }.
lab-crop = With the picture cropped, it says { $answer }.
lab-cover = With this patch covered, it says { $answer }.
lab-several = After these changes it says { $answer }.
lab-none = none of these
lab-reset = Reset
lab-share = Share what fooled it
lab-save = Save what fooled it
lab-back = Back to the answer
lab-lesson = A 45-minute lesson with this lab, to print

## Straighten and crop

frame = Straighten and crop
frame-hint = Drag the four corners to those of the painting, or move them with the arrow keys. The part between them is straightened to a front view.
frame-mark = The line on each bar marks the answer from before.
frame-corners =
    .aria-label = Corners of the painting
frame-corner =
    .aria-label = Corner { $place }: { $across } across, { $down } down. Move it with the arrow keys; hold Shift to move it further.
frame-whole = Whole picture
frame-done = Done
frame-classify = Classify

## Find a work

find-section =
    .aria-label = Find a work
find-words = Words, or the number or address of a work
find-in = Search in
find-in-anywhere = Anywhere
find-in-title = In the title
find-in-artist = In the artist or culture
find-label-any = Any
find-highlights = The Met’s highlights only
find-go = Search
find-count =
    { $total ->
        [one] One work.
       *[other] { $total } works.
    }
find-none = The Met has no works that match this search.
find-unfit = None of these works can be shown: they do not match your choice, or their pictures are not free to use. The next page may have more.
find-more = More
find-results =
    .aria-label = Works found

## Several pictures

several-section =
    .aria-label = Several pictures
several = Your pictures
several-progress = { $done } of { $total }
several-of =
    .aria-label = Progress
several-table =
    .aria-label = Results
several-picture = Picture
several-verdict = Verdict
several-time = ms
several-csv = Save as CSV
several-json = Save as JSON
several-clear = Clear
several-done =
    { $failed ->
        [0] { $done ->
            [one] Done: one picture.
           *[other] Done: { $done } pictures.
        }
       *[other] Done: { $done } pictures, { $failed } of them failed.
    }

## The model’s card

card-title = About the model
card-trained = What it was trained on
card-counts = { $counts } pictures, each seen { $epochs } times on average.
card-count = { $count } { $label }
card-met = { $pictures } paintings from The Met by artists it had never seen
card-test = { $pictures } paintings it had never seen
card-cross = { $pictures } paintings from sources it had never seen, which come closest to a photograph of your own
card-score = Right { $accuracy } of the time (95% confidence interval { $low } to { $high }). Macro-F1 { $f1 } ({ $f1-low } to { $f1-high }).
card-confusion = Confusion matrix: rows are the truth, columns the predictions
card-precision = Precision
card-recall = Recall
card-f1 = F1
card-cannot = What it cannot do
card-cannot-1 = It knows four cultures. A Korean or a Persian painting gets one of the four, or none.
card-cannot-2 = It is made for paintings. Its answers for photographs of people, places or objects mean little.
card-cannot-3 = It judges by appearance. A Chinese style painted in Japan, or an American study of a Japanese print, misleads it.
card-cannot-4 = In its training data, culture and source are correlated. Part of what it learned is how museums photograph.
card-file = { $architecture }, { $bytes } bytes, SHA-256 { $sha }, licence { $licence }

## In another page

embed-open = Use it on your page
embed-how = Copy this code into your page. It shows Whence in a frame of a fixed size, and passes each answer to your page.
embed-origin = The address of your page
embed-goes = Only pages from { $origin } receive the answers. Pictures are sent to nobody.
embed-code =
    .aria-label = The code
embed-copy = Copy the code
embed-whole = Open Whence in a new tab
embed-told = { $origin } receives each answer, but not the picture.

## In a kiosk

kiosk-begin = Touch to begin
kiosk-still = Are you still there?
kiosk-left =
    { $seconds ->
        [one] Whence starts over in one second.
       *[other] Whence starts over in { $seconds } seconds.
    }
kiosk-stay = Yes, continue

## Errors

again = Try again
trouble-crashed = Whence crashed on this picture
    .advice = It has restarted, and the next picture will work. To try this one again, save it at a smaller size.
trouble-broken = Whence could not start
    .advice = Try again, or try another browser.
trouble-missing = A file of Whence is missing
    .advice = The server answered { $status } for { $url }. Try again later.
trouble-offline = Whence could not be loaded completely
    .advice = Check that you are online, then try again.
trouble-mismatch = The model does not match its card
    .advice = One of them may be left over from an earlier visit. Try again. If that does not help, reload the page without its cache.
trouble-model = The model cannot be used
    .advice = Try again later.
trouble-empty = The file is empty
    .advice = Choose another file.
trouble-unreadable = The file could not be read
    .advice = It may have been moved or changed. Choose it again.
trouble-not-a-picture = That is not a picture
    .advice = Choose a { $formats } file, or any other picture that your browser can show.
trouble-unsupported = { $format } pictures cannot be read here
    .advice = Neither Whence nor your browser can decode it. Save it as JPEG, PNG or WebP, or paste a screenshot of it.
trouble-unsupported-variant = This kind of { $format } cannot be read here
    .advice = Neither Whence nor your browser can decode it. Save it as a plain JPEG or PNG, or paste a screenshot of it.
trouble-incomplete = Part of the picture is missing
    .advice = The file is cut off or partly overwritten. Download or copy it again.
trouble-blank = There is nothing to see
    .advice = The whole picture is transparent. Choose another picture.
trouble-too-large = The picture is too large
    .advice = It has { $width } × { $height } pixels; the limit is { $limit } megapixels. Save it at a smaller size.
trouble-too-much-memory = The picture is too large
    .advice = It needs more than { $limit } MiB of memory to decode. Save it at a smaller size, or with 8 bits per channel.
trouble-damaged = The picture is damaged
    .advice = It may not have been saved or copied completely.
trouble-resize = The picture could not be resized
    .advice = Choose another picture.
trouble-not-a-file = That was not a file
    .advice = Save the picture first and drop the file here, or copy the picture itself and paste it here.
trouble-blocked = The Met asks for a pause
    .advice = It limits how many requests it answers in a minute. Your own pictures still work.
trouble-wait =
    { $seconds ->
        [one] Try again in one second
       *[other] Try again in { $seconds } seconds
    }
trouble-not-found = The Met does not have this work
    .advice = Number { $id } is not, or no longer, in its collection. Try another.
trouble-no-picture = This work has no free picture
    .advice = The Met shows it, but does not allow its picture to be reused. See it there, or try another work.
trouble-retired = The Met’s API has changed
    .advice = This version of Whence no longer understands it. Reload the page for a newer version. Your own pictures still work.
trouble-met = The Met gave an unexpected answer
    .advice = Try again in a moment.
trouble-met-offline = The Met cannot be reached
    .advice = You seem to be offline. Your own pictures still work.
trouble-met-unreachable = The Met does not answer
    .advice = You are online, but no answer arrives. The Met’s server may be down, or a firewall or a browser extension may block it. Try again in a moment. Your own pictures still work.
trouble-no-luck = No painting was found
    .advice = Several works in a row had no picture or were of another kind. Try again.
trouble-unreachable = The picture could not be loaded
    .advice = The Met’s picture host does not answer, or does not let this page read the picture. Two other hosts may have it: Google, which has a copy of The Met’s pictures, and wsrv.nl. They would learn which work you look at. You can also save the picture from its address and drop it here.
trouble-unreachable-at-all = The picture could not be loaded from any host
    .advice = Save it from its address and drop the file here.
trouble-details = Details, for a report
trouble-agree = Ask the two other hosts
trouble-save = The picture’s address
trouble-address = That is not an address
    .advice = Enter the whole address of a picture, as the browser’s address bar shows it.
trouble-elsewhere = The picture could not be fetched
    .advice = wsrv.nl did not deliver it. The address may be wrong, or its host may refuse. Save the picture and drop the file here.

## Another task: what is said instead of a message, which has the same name
## without -task, when the model's labels are not the four cultures.

title-task = Whence
about-task = The model was trained on { $pictures } pictures. On { $tested } others, which it had not seen, it was right { $accuracy } of the time (95% confidence interval { $low } to { $high }).
step-choose-task = Choose a work from The Met, or a picture of your own.
step-answer-task = You see which answer it suggests, how sure it is, and where in the picture it looked.
random-task = Random work
caption-hidden-task =
    .alt = A work at The Met, to be guessed
status-drawing-task = Getting a work from The Met
remark-not_one_of_these-task = It looks unlike the pictures that Whence was trained on, so the percentages mean little.
truth-none-task = The Met’s record gives none of these answers.
substitute-task = The Met is not answering at the moment. This work comes with the page.
guess-next-task = Next work
score-text-task = I played against Whence. Of { $rounds } works, I got { $you } right, the model { $model }. My best streak: { $best }.
lab-empty-task = Choose a picture, or take a random work. Then change it here, and see whether the answer changes too.
frame-hint-task = Drag the four corners to those of the work, or move them with the arrow keys. The part between them is straightened to a front view.
frame-corners-task =
    .aria-label = Corners of the work
card-met-task = { $pictures } pictures from The Met that it had never seen
card-test-task = { $pictures } pictures it had never seen
card-cross-task = { $pictures } pictures from sources it had never seen, which come closest to a photograph of your own
trouble-no-luck-task = No work was found
