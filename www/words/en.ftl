# The page's texts in English. Every other file has the same messages with the
# same arguments.

## The page

title = Whence: which culture does a painting come from?
tagline = Which culture does a painting come from? American, Chinese, Indian or Japanese. The model runs in your browser.
skip = To the content
language = Language
noscript = Whence runs in your browser and needs JavaScript.
unsupported = This browser is too old for Whence. It needs WebAssembly with SIMD, which Chrome, Edge, Firefox and Safari have had since 2023. Update it, or try another.
nav =
    .aria-label = What to do
nav-look = Look
nav-guess = You against the model
nav-find = Find a work
stage =
    .aria-label = The picture
answer =
    .aria-label = The answer
label = { $label }
label-noun = Label
question = What is this?
tagline-task = { $question } The model runs in your browser.
about = The model was trained on { $pictures } photographs of paintings. On { $tested } that it had not seen, it was right { $accuracy } of the time (95 % interval { $low } to { $high }).
privacy = Your pictures never leave your device. The browser lets this page contact only its own files, The Met, and two hosts that it asks you about first.
limits = It distinguishes four cultures by what their paintings look like, and knows no others. Take its answer as a guess, not an attribution.
card-open = The model’s card
update = There is a new version of Whence.
update-now = Use it now
offline-ready = Whence now works without a connection.

## Choosing a picture

invitation = Get a random painting from The Met’s collection, or give Whence one of yours: drop it here, or paste it.
random = A random painting
choose = Your pictures
camera = Camera
address = Address
camera-dialog =
    .aria-label = Camera
shutter = Take the picture
camera-waiting = Waiting for the camera. Your browser may ask you for it.
camera-refused = The camera is blocked, or there is none. You can allow it in your browser’s settings for this page, or choose a picture instead.
close = Close
address-dialog =
    .aria-label = A picture’s web address
address-label = Address of a picture, a page at The Met, or a number of one of its works
address-go = Show it
address-agree = Whence does not contact other hosts by itself, and most would not answer it. wsrv.nl, a public service, can fetch the picture: it then learns the picture’s address and yours.
address-agree-yes = Fetch it through wsrv.nl
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
status-ready = Ready for a picture
status-working = Classifying the picture
status-waiting = Loading the model; then the picture is classified
status-drawing = Choosing a painting from The Met
status-fetching = Fetching the work from The Met
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
verdict-foreign = Perhaps none of these
remark-confident = Whence is confident.
remark-torn = Whence cannot decide between the two.
remark-unsure = Whence is not sure.
remark-foreign = It is unlike the paintings Whence was trained on; the percentages mean little.
spoken = { $verdict }. { $remark } { $share }.
truth-right = Right: The Met says { $truth }, and so does Whence.
truth-wrong = Wrong: The Met says { $truth }; Whence says { $predicted }.
truth-none = The Met’s record does not say which of these it is.
hint = Press a name to see where in the picture its evidence is.
where = Most of the evidence for { $culture } is { $place }.
where-spread = The evidence for { $culture } is spread over the whole picture.
place-top-left = at the top left
place-top = at the top
place-top-right = at the top right
place-left = at the left
place-middle = in the middle
place-right = at the right
place-bottom-left = at the bottom left
place-bottom = at the bottom
place-bottom-right = at the bottom right
strength = Strength of the map
outline = As an outline
browser-decoded = Your browser decoded this picture, not Whence; colours may differ slightly.
timings = { $total } ms: { $decode } to decode { $width } × { $height } pixels, { $resize } to resize, { $network } for the network
copy = Copy as text
copied = Copied
save = Save as an image
link = Copy the link
text-answer = Whence: { $verdict } ({ $shares })
text-work = { $title }, The Met: { $address }
share-one = { $culture } { $share }
share-more = { $before }, { $after }

## A work of The Met

work-link = At The Met

## You against the model

guess-question = { $question } Guess before the model does: press a button, or 1 to { $last }.
guess-next = Next painting
guess-right = You are right: { $truth }.
guess-wrong = You said { $guess }; it is { $truth }.
model-right = The model said { $predicted }: right.
model-wrong = The model said { $predicted }: wrong.
score = The score
score-you = You
score-model = Whence
score-of = { $right } of { $rounds }
score-streak = Your streak: { $streak }, the best { $best }
score-share = Share the score
score-text = You against Whence: I was right about { $you } of { $rounds } paintings, the model about { $model }. Best streak { $best }.
score-reset = Reset the score
score-kept = The score is kept on this device only.

## Find a work

find-section =
    .aria-label = Find a work
find-words = Words, a number or an address
find-in = Search in
find-in-anywhere = Anywhere
find-in-title = In the title
find-in-artist = Artist or culture
find-label-any = Any
find-highlights = The Met’s highlights only
find-go = Search
find-count =
    { $total ->
        [one] One work.
       *[other] { $total } works.
    }
find-none = The Met finds nothing for this.
find-unfit = None of these works can be shown: they do not match your choice, or have no free picture. There may be more on the next page.
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
        [0] Done: { $done } pictures.
       *[other] Done: { $done } pictures, { $failed } of them failed.
    }

## The model’s card

card-title = The model’s card
card-trained = What it was trained on
card-counts = { $counts } pictures, each seen { $epochs } times on average.
card-count = { $count } { $label }
card-met = On { $pictures } paintings from The Met, by artists it had never seen
card-test = On { $pictures } paintings it had never seen
card-cross = On { $pictures } from sources it had never seen, the closest to your own photograph
card-score = Right in { $accuracy } (95 % interval { $low } to { $high }); macro-F1 { $f1 } ({ $f1-low } to { $f1-high }).
card-confusion = Confusion matrix: rows are the truth, columns the predictions
card-precision = Precision
card-recall = Recall
card-f1 = F1
card-cannot = What it cannot do
card-cannot-1 = It knows four cultures and no other: a Korean or a Persian painting gets one of the four, or none.
card-cannot-2 = It is made for paintings. Its answers to photographs of people, places or objects mean little.
card-cannot-3 = It judges by appearance. A Chinese style painted in Japan, or an American study of a Japanese print, misleads it.
card-cannot-4 = Culture and source are correlated in its training data: part of what it learned is how museums photograph.
card-file = { $architecture }, { $bytes } bytes, SHA-256 { $sha }, licence { $licence }

## Errors

again = Try again
trouble-crashed = Whence crashed on this picture
    .advice = It has restarted: the next picture will work. This one may work when it is saved smaller.
trouble-broken = Whence could not start
    .advice = Try again, or try another browser.
trouble-missing = A file of Whence is missing
    .advice = The server answered { $status } for { $url }. Try again later.
trouble-offline = Whence could not be loaded completely
    .advice = Check that you are online, then try again.
trouble-mismatch = The model does not match its card
    .advice = One of the two may be from an older visit. Try again; if that does not help, reload the page without its cache.
trouble-model = The model cannot be used
    .advice = Try again later.
trouble-empty = The file is empty
    .advice = Choose another.
trouble-unreadable = The file could not be read
    .advice = It may have been moved or changed. Choose it again.
trouble-not-a-picture = That is not a picture
    .advice = Choose a JPEG, PNG, WebP, GIF or BMP file, or any other that your browser can show.
trouble-unsupported = { $format } pictures cannot be read here
    .advice = Neither Whence nor your browser can decode it. Save it as JPEG, PNG or WebP, or paste a screenshot of it.
trouble-unsupported-variant = This kind of { $format } cannot be read here
    .advice = Neither Whence nor your browser can decode it. Save it as a plain JPEG or PNG, or paste a screenshot of it.
trouble-incomplete = A part of the picture is missing
    .advice = The file is cut off, or a part of it is overwritten. Download or copy it again.
trouble-blank = There is nothing to see
    .advice = The whole picture is transparent. Choose another.
trouble-too-large = The picture is too large
    .advice = It has { $width } × { $height } pixels; the limit is { $limit } megapixels. Save it smaller.
trouble-too-much-memory = The picture is too large
    .advice = It needs more than { $limit } MiB of memory to decode. Save it smaller, or with 8 bits per channel.
trouble-damaged = The picture is damaged
    .advice = It may not have been saved or copied completely.
trouble-resize = The picture could not be resized
    .advice = Choose another.
trouble-not-a-file = That was not a file
    .advice = Save the picture first, then drop the file here, or copy the picture itself and paste it here.
trouble-blocked = The Met asks for a pause
    .advice = It allows only so many requests a minute and blocks further ones. Your own pictures still work.
trouble-wait =
    { $seconds ->
        [one] Try again in one second
       *[other] Try again in { $seconds } seconds
    }
trouble-not-found = The Met does not have this work
    .advice = Number { $id } is not, or is no longer, in its collection. Try another.
trouble-no-picture = This work has no free picture
    .advice = The Met shows it, but does not allow its picture to be reused. See it there, or try another.
trouble-retired = The Met’s API has changed
    .advice = This version of Whence no longer understands it. Reload the page for a newer one; your own pictures still work.
trouble-met = The Met gave an unexpected answer
    .advice = Try again in a moment.
trouble-met-offline = The Met cannot be reached
    .advice = You seem to be offline. Your own pictures still work.
trouble-met-unreachable = The Met does not answer
    .advice = You are online, but The Met sends no answer. It may be out of order, or a firewall or an extension may block it. Try again in a moment. Your own pictures still work.
trouble-no-luck = No painting was found
    .advice = Several works in a row had no picture or were of another kind. Try again.
trouble-unreachable = The picture could not be loaded
    .advice = The Met’s picture host does not answer, or does not let this page read it. Two other hosts may have it, and would learn which work you look at: Google’s copy of The Met’s pictures, and wsrv.nl. Or save the picture from its address and drop it here.
trouble-unreachable-at-all = The picture could not be loaded from any host
    .advice = Save it from its address, then drop the file here.
trouble-details = Details, for a report
trouble-agree = Ask the two other hosts
trouble-save = The picture’s address
trouble-address = That is not an address
    .advice = Give the whole address of a picture, as the browser’s address bar shows it.
trouble-elsewhere = The picture could not be fetched
    .advice = wsrv.nl did not deliver it: the address may be wrong, or its host may refuse. Save the picture and drop the file here.
