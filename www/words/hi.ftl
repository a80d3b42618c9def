# पृष्ठ के हिन्दी शब्द। संदेश en.ftl जैसे ही हैं।

## The page

title = Whence: यह चित्र किस संस्कृति का है?
tagline = आपके ब्राउज़र में ही बताता है कि कोई चित्र अमेरिकी, चीनी, भारतीय या जापानी है।
skip = मुख्य सामग्री पर जाएँ
language = भाषा
noscript = Whence आपके ब्राउज़र में काम करता है और इसके लिए JavaScript चाहिए।
unsupported = यह ब्राउज़र Whence के लिए बहुत पुराना है। इसे SIMD वाला WebAssembly चाहिए, जो Chrome, Edge, Firefox और Safari में 2023 से है। इसे अद्यतन करें या कोई दूसरा ब्राउज़र आज़माएँ।
nav =
    .aria-label = क्या करना है
nav-look = देखें
nav-guess = खेल
nav-find = खोज
stage =
    .aria-label = चित्र
answer =
    .aria-label = उत्तर
label = { $label }
label-noun = लेबल
list = { $list }, { $next }
list-or = { $list } या { $next }
question = यह क्या है?
tagline-task = { $question } उत्तर आपके ब्राउज़र के भीतर ही मिलता है।
about = मॉडल ने चित्रों की { $pictures } तस्वीरों से सीखा। जो { $tested } उसने कभी नहीं देखी थीं, उनमें वह { $accuracy } बार सही था (95% अंतराल { $low } से { $high })।
privacy = आपके चित्र आपके उपकरण से बाहर नहीं जाते। ब्राउज़र इस पृष्ठ को केवल अपनी फ़ाइलों, द मेट, और उन दो सर्वरों से बात करने देता है जिनके लिए पहले आपसे पूछा जाता है।
limits = यह केवल रूप देखकर चार संस्कृतियों में भेद करता है और किसी अन्य को नहीं जानता। इसके उत्तर को अनुमान मानें, प्रमाणन नहीं।
card-open = मॉडल का परिचय
update = Whence का नया संस्करण उपलब्ध है।
update-now = अभी उपयोग करें
offline-ready = यह पृष्ठ आपके उपकरण पर सहेजा गया है और इंटरनेट के बिना भी चलता है।

## The first screen

step-choose = द मेट का कोई चित्र चुनें, या अपना चित्र दें।
step-look = मॉडल उसे यहीं, आपके ब्राउज़र में देखता है। कुछ भी अपलोड नहीं होता।
step-answer = आप देखते हैं कि वह कौन-सी संस्कृति बताता है, उसे कितना भरोसा है और उसने चित्र में कहाँ देखा।
example-verdict = चीनी
example-truth = द मेट की सूची में यह चीनी है, और Whence भी यही कहता है।
example-work = उदाहरण: श्या क्वेइ का “Windswept Lakeshore”।

## Choosing a picture

choose-section =
    .aria-label = चित्र चुनें
strip = इनमें से कोई चुनकर देखें
invitation = आप इस पृष्ठ पर कहीं भी चित्र छोड़ या चिपका सकते हैं।
random = कोई भी चित्र
choose = आपके चित्र
camera = कैमरा
address = वेब पता
camera-dialog =
    .aria-label = कैमरा
shutter = तस्वीर लें
camera-waiting = कैमरे की प्रतीक्षा है। ब्राउज़र आपसे अनुमति माँग सकता है।
camera-refused = यहाँ कैमरे का उपयोग नहीं हो सकता, या कैमरा नहीं है। ब्राउज़र की सेटिंग में इस पृष्ठ को अनुमति दें, या कोई चित्र चुनें।
close = बंद करें
address-dialog =
    .aria-label = चित्र का वेब पता
address-label = चित्र का पता, द मेट का कोई पृष्ठ, या कृति की संख्या
address-go = दिखाएँ
address-agree = Whence अपने आप किसी और सर्वर से बात नहीं करता, और अधिकतर सर्वर उत्तर भी नहीं देंगे। wsrv.nl नाम की सार्वजनिक सेवा चित्र ला सकती है: तब उसे चित्र का और आपका पता मालूम होगा।
address-agree-yes = wsrv.nl से मँगाएँ
caption-yours =
    .alt = आपका चित्र, { $name }
caption-hidden =
    .alt = द मेट का एक चित्र, अनुमान लगाने के लिए
caption-camera = कैमरे से
caption-address = वेब से
caption-work =
    .alt = { $title }, द मेट में

## While it works

status-loading = मॉडल लोड हो रहा है
status-ready = चित्र के लिए तैयार
status-working = चित्र देखा जा रहा है
status-waiting = मॉडल लोड हो रहा है; फिर चित्र देखा जाएगा
status-drawing = द मेट से चित्र निकाला जा रहा है
status-fetching = द मेट से कृति माँगी जा रही है
status-guess = आपका अनुमान?
status-searching = द मेट में खोज जारी है
status-trouble = { $trouble }। { $advice }
progress =
    .aria-label = मॉडल लोड हो रहा है
amount = { $received } MB
amount-of = { $total } में से { $received } MB
cancel = रद्द करें

## The answer

verdict-confident = { $first }
verdict-torn = { $first } या { $second }
verdict-unsure = शायद { $first }
verdict-foreign = शायद इनमें से कोई नहीं
remark-confident = Whence को विश्वास है।
remark-torn = Whence इन दोनों के बीच दुविधा में है।
remark-unsure = Whence को पक्का नहीं पता।
remark-foreign = यह Whence के देखे चित्रों जैसा नहीं है; इन अंशों का विशेष अर्थ नहीं।
spoken = { $verdict }। { $remark } { $share }।
truth-right = द मेट की सूची में यह { $truth } है, और Whence भी यही कहता है: सही।
truth-wrong = द मेट की सूची में यह { $truth } है। Whence { $predicted } कहता है: ग़लत।
truth-none = द मेट का अभिलेख इनमें से किसी संस्कृति का नाम नहीं देता।
hint = किसी नाम को दबाएँ और देखें कि उसका आधार चित्र में कहाँ है।
where = { $culture } होने का अधिकतर आधार { $place } है।
where-spread = { $culture } होने का आधार पूरे चित्र में फैला है।
place-top-left = ऊपर बाईं ओर
place-top = ऊपर
place-top-right = ऊपर दाईं ओर
place-left = बाईं ओर
place-middle = बीच में
place-right = दाईं ओर
place-bottom-left = नीचे बाईं ओर
place-bottom = नीचे
place-bottom-right = नीचे दाईं ओर
strength = परत की गहराई
legend-little = कम आधार
legend-much = अधिक आधार
outline = रेखाओं में दिखाएँ
substitute = द मेट इस समय उत्तर नहीं दे रहा। यह चित्र उन चित्रों में से है जो इस पृष्ठ के साथ आते हैं।
browser-decoded = यह चित्र Whence ने नहीं, आपके ब्राउज़र ने खोला; रंग में हल्का अंतर हो सकता है।
timings = { $total } मिलीसेकंड: { $width } × { $height } पिक्सेल खोलने में { $decode }, आकार बदलने में { $resize }, नेटवर्क में { $network }
copy = पाठ के रूप में कॉपी करें
copied = कॉपी हो गया
save = चित्र के रूप में सहेजें
link = लिंक कॉपी करें
text-answer = Whence: { $verdict } ({ $shares })
text-work = { $title }, द मेट: { $address }
share-one = { $culture } { $share }
share-more = { $before }, { $after }

## The nearest works

nearest-section =
    .aria-label = मिलती-जुलती कृतियाँ
nearest = द मेट की सबसे मिलती-जुलती कृतियाँ
nearest-hint = द मेट की { $count } कृतियों में से वे जो मॉडल को इस चित्र के सबसे समान लगती हैं, हर वर्ग से एक।
nearest-similarity = { $share } समान
nearest-none = कोई मिलती-जुलती नहीं
nearest-pictures = इनकी तस्वीरें दिखाएँ
nearest-learns = तस्वीरें द मेट के सर्वर से आती हैं; तब उसे मालूम होता है कि ये कौन-सी कृतियाँ हैं।

## A work of The Met

work-link = द मेट में देखें

## You against the model

guess-question = { $question } मॉडल से पहले अनुमान लगाएँ: बटन दबाएँ, या 1 से { $last }।
guess-next = अगला चित्र
guess-right = आप सही हैं: { $truth }।
guess-wrong = आपने { $guess } कहा; यह { $truth } है।
model-right = मॉडल ने { $predicted } कहा: सही।
model-wrong = मॉडल ने { $predicted } कहा: ग़लत।
score = अंक
score-you = आप
score-model = Whence
score-of = { $rounds } में से { $right }
score-streak = लगातार सही: { $streak }, सर्वाधिक { $best }
score-share = अंक साझा करें
score-text = मैं बनाम Whence: { $rounds } चित्रों में से मैंने { $you } पहचाने, मॉडल ने { $model }। सबसे लंबा सिलसिला { $best }।
score-reset = नए सिरे से
score-kept = अंक केवल इसी उपकरण पर रहते हैं।

## The lab

lab = यह कैसे धोखा खाता है?
lab-section =
    .aria-label = यह कैसे धोखा खाता है?
lab-empty = कोई चित्र चुनें, या संग्रह से कोई भी चित्र निकालें। फिर उसे यहाँ बदलें और देखें कि उत्तर भी बदलता है या नहीं।
lab-picture =
    .aria-label = बदला हुआ चित्र, जैसा नेटवर्क उसे देखता है
lab-seen = नेटवर्क यही देखता है: { $width } × { $height } पिक्सेल। हर पट्टी पर खड़ी रेखा मूल चित्र का उत्तर दिखाती है।
lab-bars =
    .aria-label = संभावनाएँ
lab-knobs =
    .aria-label = चित्र में बदलाव
lab-set-grey = बिना रंग
lab-set-lamplight = लैंप की रोशनी
lab-set-mirror = दर्पण में
lab-set-darker = कम रोशनी
lab-set-blur = धुँधलापन
lab-set-jpeg = JPEG गुणवत्ता
lab-set-turn = घुमाव
lab-set-crop = किनारे काटें
lab-set-cover = ढका हुआ भाग
lab-cover-hint = चित्र का कोई भाग ढकने के लिए उस पर दबाएँ या खींचें। कीबोर्ड से: पहले यहाँ आकार चुनें, फिर चित्र में तीर वाली कुंजियों से उसे खिसकाएँ।
lab-patch =
    .aria-label = ढका हुआ भाग, { $place }। तीर वाली कुंजियों से खिसकाएँ; Shift के साथ अधिक दूर।
lab-unchanged = उत्तर है: { $answer }। क्या बदलने से उत्तर बदलेगा?
lab-still = उत्तर अब भी वही है: { $answer }।
lab-grey = रंग हटाने पर उत्तर है: { $answer }।
lab-lamplight = लैंप की रोशनी में उत्तर है: { $answer }।
lab-mirror = दर्पण में उत्तर है: { $answer }।
lab-light = कम रोशनी में उत्तर है: { $answer }।
lab-blur = धुँधला करने पर उत्तर है: { $answer }।
lab-jpeg = संपीड़ित करने पर उत्तर है: { $answer }।
lab-turn = घुमाने पर उत्तर है: { $answer }।
lab-crop = काटने पर उत्तर है: { $answer }।
lab-cover = यह भाग ढकने पर उत्तर है: { $answer }।
lab-several = इन बदलावों के बाद उत्तर है: { $answer }।
lab-none = इनमें से कोई नहीं
lab-reset = पहले जैसा करें
lab-share = यह परिणाम साझा करें
lab-save = यह परिणाम सहेजें
lab-back = उत्तर पर वापस
lab-lesson = इसके साथ 45 मिनट का पाठ, छापने के लिए

## Straighten and crop

frame = सीधा करें और काटें
frame-hint = चारों कोनों को चित्र के कोनों तक खींचें, या तीर वाली कुंजियों से खिसकाएँ। उनके बीच का हिस्सा सामने से दिखेगा।
frame-mark = हर पट्टी पर लकीर पहले का उत्तर दिखाती है।
frame-corners =
    .aria-label = चित्र के कोने
frame-corner =
    .aria-label = कोना, { $place }: बाएँ से { $across }, ऊपर से { $down }। तीर वाली कुंजियों से खिसकाएँ; Shift के साथ अधिक दूर।
frame-whole = पूरी तस्वीर
frame-done = हो गया
frame-classify = पहचानें

## Find a work

find-section =
    .aria-label = कृति खोजें
find-words = शब्द, संख्या या पता
find-in = कहाँ खोजें
find-in-anywhere = कहीं भी
find-in-title = शीर्षक में
find-in-artist = कलाकार या संस्कृति
find-label-any = कोई भी
find-highlights = केवल द मेट की प्रसिद्ध कृतियाँ
find-go = खोजें
find-count =
    { $total ->
        [one] { $total } कृति।
       *[other] { $total } कृतियाँ।
    }
find-none = द मेट को इसके लिए कुछ नहीं मिला।
find-unfit = इनमें से कोई कृति दिखाई नहीं जा सकती: वे चुनाव से मेल नहीं खातीं या उनका मुक्त चित्र नहीं है। अगले पृष्ठ पर शायद हो।
find-more = और
find-results =
    .aria-label = मिली हुई कृतियाँ

## Several pictures

several-section =
    .aria-label = कई चित्र
several = आपके चित्र
several-progress = { $total } में से { $done }
several-of =
    .aria-label = प्रगति
several-table =
    .aria-label = परिणाम
several-picture = चित्र
several-verdict = निर्णय
several-time = मि.से.
several-csv = CSV में सहेजें
several-json = JSON में सहेजें
several-clear = हटाएँ
several-done =
    { $failed ->
        [0] पूरा हुआ: { $done } चित्र।
       *[other] पूरा हुआ: { $done } चित्र, जिनमें { $failed } असफल।
    }

## The model’s card

card-title = मॉडल का परिचय
card-trained = किससे सीखा
card-counts = { $counts } चित्र, हर एक औसतन { $epochs } बार देखा।
card-count = { $count } { $label }
card-met = द मेट के { $pictures } चित्रों पर, जिनके चित्रकार उसने कभी नहीं देखे थे
card-test = { $pictures } चित्रों पर जो उसने कभी नहीं देखे थे
card-cross = ऐसे स्रोतों के { $pictures } चित्रों पर जो उसने कभी नहीं देखे थे; आपकी तस्वीर इसी के निकट है
card-score = { $accuracy } सही (95% अंतराल { $low } से { $high }); मैक्रो-F1 { $f1 } ({ $f1-low } से { $f1-high })।
card-confusion = भ्रम सारणी: पंक्तियाँ सत्य हैं, स्तंभ मॉडल का उत्तर
card-precision = परिशुद्धता
card-recall = स्मरण
card-f1 = F1
card-cannot = यह क्या नहीं कर सकता
card-cannot-1 = यह चार ही संस्कृतियाँ जानता है: कोरियाई या फ़ारसी चित्र को भी इन चार में से एक मिलेगा, या कोई नहीं।
card-cannot-2 = इसने चित्रकला देखी है, लोगों, स्थानों या वस्तुओं की तस्वीरें नहीं, चाहे यह उनके बारे में कुछ भी कहे।
card-cannot-3 = यह रूप से निर्णय करता है। जापान में बनी चीनी शैली, या जापानी छापे की अमेरिकी नक़ल इसे धोखा देती है।
card-cannot-4 = जिससे इसने सीखा, उसमें संस्कृति और स्रोत साथ चलते हैं: इसका कुछ ज्ञान संग्रहालयों की फ़ोटोग्राफ़ी का है।
card-file = { $architecture }, { $bytes } बाइट, SHA-256 { $sha }, अनुज्ञप्ति { $licence }

## Errors

again = फिर कोशिश करें
trouble-crashed = इस चित्र पर कुछ बिगड़ गया
    .advice = ठीक कर दिया गया है: अगला चित्र चलेगा। इसे छोटा करके सहेजें तो शायद यह भी चले।
trouble-broken = Whence शुरू नहीं हो सका
    .advice = फिर कोशिश करें, या दूसरा ब्राउज़र आज़माएँ।
trouble-missing = Whence का एक भाग नहीं मिला
    .advice = सर्वर ने { $url } के लिए { $status } उत्तर दिया। बाद में फिर कोशिश करें।
trouble-offline = Whence पूरा लोड नहीं हो सका
    .advice = देखें कि इंटरनेट जुड़ा है या नहीं, फिर कोशिश करें।
trouble-mismatch = मॉडल अपने परिचय से मेल नहीं खाता
    .advice = इसका आधा शायद पुरानी बार का है। फिर कोशिश करें; न चले तो कैश के बिना पृष्ठ फिर लोड करें।
trouble-model = मॉडल का उपयोग नहीं हो सकता
    .advice = बाद में फिर कोशिश करें।
trouble-empty = फ़ाइल ख़ाली है
    .advice = कोई दूसरी चुनें।
trouble-unreadable = फ़ाइल पढ़ी नहीं जा सकी
    .advice = शायद उसे हटाया या बदला गया है। उसे फिर चुनें।
trouble-not-a-picture = यह चित्र नहीं है
    .advice = { $formats } फ़ाइल चुनें, या कोई और जिसे आपका ब्राउज़र दिखा सके।
trouble-unsupported = { $format } चित्र यहाँ नहीं पढ़े जा सकते
    .advice = न Whence इसे खोल सकता है, न आपका ब्राउज़र। इसे JPEG, PNG या WebP में सहेजें, या इसका स्क्रीनशॉट चिपकाएँ।
trouble-unsupported-variant = इस तरह का { $format } चित्र यहाँ नहीं पढ़ा जा सकता
    .advice = न Whence इसे खोल सकता है, न आपका ब्राउज़र। इसे साधारण JPEG या PNG में सहेजें, या इसका स्क्रीनशॉट चिपकाएँ।
trouble-incomplete = चित्र का एक भाग नहीं है
    .advice = फ़ाइल अधूरी है, या उसका कोई भाग मिट गया है। इसे फिर से डाउनलोड या कॉपी करें।
trouble-blank = देखने के लिए कुछ नहीं है
    .advice = पूरा चित्र पारदर्शी है। कोई दूसरा चुनें।
trouble-too-large = चित्र बहुत बड़ा है
    .advice = इसमें { $width } × { $height } पिक्सेल हैं; सीमा { $limit } मेगापिक्सेल है। इसे छोटा करके सहेजें।
trouble-too-much-memory = चित्र बहुत बड़ा है
    .advice = इसे खोलने में { $limit } MiB से अधिक मेमोरी चाहिए। इसे छोटा करके, या प्रति चैनल 8 बिट में सहेजें।
trouble-damaged = चित्र क्षतिग्रस्त है
    .advice = शायद वह पूरा सहेजा या कॉपी नहीं हुआ।
trouble-resize = चित्र का आकार नहीं बदला जा सका
    .advice = कोई दूसरा चुनें।
trouble-not-a-file = यह फ़ाइल नहीं थी
    .advice = पहले चित्र सहेजें और फ़ाइल यहाँ छोड़ें, या चित्र ही कॉपी करके यहाँ चिपकाएँ।
trouble-blocked = द मेट थोड़ा रुकने को कहता है
    .advice = वह प्रति मिनट सीमित प्रश्नों के उत्तर देता है, उसके बाद कुछ देर रोक देता है। तब तक आपके अपने चित्र चलते हैं।
trouble-wait =
    { $seconds ->
        [one] { $seconds } सेकंड में फिर
       *[other] { $seconds } सेकंड में फिर
    }
trouble-not-found = द मेट के पास यह कृति नहीं है
    .advice = संख्या { $id } उसके संग्रह में नहीं है, या अब नहीं रही। कोई और आज़माएँ।
trouble-no-picture = इस कृति का मुक्त चित्र नहीं है
    .advice = द मेट इसे दिखाता है, पर इसका चित्र नहीं देता। वहीं देखें, या कोई और आज़माएँ।
trouble-retired = द मेट का API बदल गया है
    .advice = Whence का यह संस्करण उसे अब नहीं समझता। नए के लिए पृष्ठ फिर लोड करें; तब तक आपके अपने चित्र चलते हैं।
trouble-met = द मेट ठीक से उत्तर नहीं दे रहा
    .advice = थोड़ी देर में फिर कोशिश करें।
trouble-met-offline = द मेट से संपर्क नहीं हो सका
    .advice = लगता है इंटरनेट नहीं है। आपके अपने चित्र बिना इंटरनेट के चलते हैं।
trouble-met-unreachable = द मेट उत्तर नहीं दे रहा
    .advice = इंटरनेट जुड़ा है, पर द मेट से कोई उत्तर नहीं आता। शायद वह ख़राब है, या कोई फ़ायरवॉल या एक्सटेंशन बीच में है। थोड़ी देर में फिर कोशिश करें; तब तक आपके अपने चित्र चलते हैं।
trouble-no-luck = कोई चित्र नहीं मिला
    .advice = लगातार कई कृतियों का चित्र नहीं था या वे इनमें से किसी की नहीं थीं। फिर कोशिश करें।
trouble-unreachable = चित्र इस पृष्ठ तक नहीं पहुँचता
    .advice = द मेट का चित्र-सर्वर उत्तर नहीं देता, या उसे आने नहीं देता। दो और जगह वह हो सकता है, और उन्हें पता चलेगा कि आप कौन-सी कृति देख रहे हैं: Google के पास द मेट के चित्रों की प्रति, और wsrv.nl। या चित्र को उसके पते से सहेजकर यहाँ छोड़ें।
trouble-unreachable-at-all = चित्र तक कोई रास्ता नहीं बचा
    .advice = उसे उसके पते से सहेजें, फिर फ़ाइल यहाँ छोड़ें।
trouble-details = विवरण, रिपोर्ट के लिए
trouble-agree = उन दोनों से पूछें
trouble-save = चित्र का पता
trouble-address = यह पता नहीं है
    .advice = चित्र का पूरा पता दें, जैसा ब्राउज़र की पता-पट्टी में होता है।
trouble-elsewhere = चित्र लाया नहीं जा सका
    .advice = wsrv.nl उसे नहीं ला सका: पता ग़लत हो सकता है, या सर्वर मना कर सकता है। चित्र सहेजें और फ़ाइल यहाँ छोड़ें।
