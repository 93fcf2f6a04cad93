"""What mail programs write around quotes and signatures, in the languages they speak: data for `reply`.

From the mails that Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, Zoho and the help desks send. All lower case.
"""

# Words that an attribution begins with, where its date does not.
OPENERS = (
    "on|at|am|an|le|el|il|il giorno|em|a|op|w dniu|dnia|den|dne|dňa|în|pe|στις|vào|lúc|ngày|pada|tanggal|в"
    "|el dia|fecha"
    "|mon|tue|wed|thu|fri|sat|sun|ma|ti|ke|to|pe|la|su|po|út|st|čt|pá|so|ne|ut|št|pi|пн|вт|ср|чт|пт|сб|вс|нд"
    "|בתאריך|ב|في|เมื่อ|quoting|zitat von|citando|citât de|citat|in message"
)

# "wrote": the last word of an attribution, or the last before the name.
VERBS = (
    # en de fr es pt it nl
    "wrote|writes|wrote the following|schrieb|schreibt|geschrieben|schrieb folgendes|a écrit|écrit|a ecrit|escribió"
    "|escribio|ha escrito|escribió lo siguiente|escreveu|escreveu o seguinte|ha scritto|scrive|schreef"
    "|heeft geschreven"
    "|schreef het volgende"
    # pl sv/da/no fi cs sk hu ro
    "|napisał|napisała|napisał[(]a[)]|pisze|napisali|skrev|skrev følgende|skrev följande|har skrevet|kirjoitti"
    "|napsal|napsala"
    "|napsal[(]a[)]|napísal|napísala|napísal[(]a[)]|ezt írta|írta|a scris|scris"
    # ru uk bg el tr he ar id th ca hr
    "|пишет|написал|написала|написал[(]а[)]|писал|писал[(]а[)]|пише|написав|написала|написа|έγραψε|yazdı|şunu yazdı"
    "|şunları yazdı"
    "|כתב|כתבה|כתב/ה|كتب|كتبت|menulis|เขียนว่า|va escriure|je napisao|je napisala|je napisao/la"
    # vi ja zh ko
    "|đã viết|viết|のメール|のメッセージ|書きました|さんは書きました|写道|寫道|写到|작성|님이 작성|썼습니다|님이 씀"
)
# Of these, the ones that stand before the name: "Am 4.3.2025 um 9:12 schrieb Priya:".
BEFORE_NAME = (
    "schrieb|schreef|skrev|escribió|escreveu|ha scritto|пишет|írta|scrive|написал|written by|بواسطة|odesílatel"
)
# Who did not send the mail that is quoted: "as you wrote on 4/3:" is the writer's own sentence.
NOT_A_NAME = (
    "you|i|we|they|sie|ich|du|wir|ihr|vous|je|nous|usted|tú|ik|u|jij|wij|lei|io|você|jag|jeg|ty|pan|pani|я|вы"
)

# The labels of a header block, by field.
LABELS = {
    "from": (
        "from|von|de|da|van|od|från|fra|lähettäjä|от|от кого|від|gönderen|kimden|差出人|送信者|发件人|寄件者|寄件人"
        "|發件人|보낸 사람|보낸사람|từ|người gửi|feladó|de la|expeditor|από|מאת|من|dari|จาก|expéditeur|remitente"
        "|remetente"
        "|absender|mittente|afzender|nadawca|avsändare|afsender|odesílatel|отправитель"
    ),
    "date": (
        "sent|date|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviado em"
        "|enviada em"
        "|enviada|fecha|data|inviato|inviata|data invio|verzonden|verzonden op|wysłano|wysłane|data wysłania|skickat"
        "|skickades|sendt|dato|lähetetty|päivämäärä|päiväys|odesláno|odoslané|dátum|отправлено|дата|надіслано"
        "|gönderildi"
        "|gönderme tarihi|tarih|送信日時|日時|日付|发送时间|发送日期|日期|时间|時間|寄件日期|傳送時間|寄件時間"
        "|보낸 날짜|날짜|보낸시간"
        "|đã gửi|ngày|gửi lúc|küldve|elküldve|küldés ideje|trimis|στάλθηκε|ημερομηνία|נשלח|תאריך|تم الإرسال|التاريخ"
        "|dikirim"
        "|tanggal|ส่ง|วันที่|enviat"
    ),
    "to": (
        "to|cc|bcc|reply-to|an|kopie|bcc|antwort an|à|a|cci|répondre à|para|cco|destinataire|destinatario|per|ccn"
        "|aan|do|dw"
        "|udw|till|kopia|til|kopi|vastaanottaja|kopio|komu|kópia|кому|копия|копія|kime|alıcı|bilgi|宛先|收件人"
        "|收件者|抄送|副本"
        "|받는 사람|받는사람|참조|đến|tới|người nhận|címzett|másolatot kap|către|προς|κοιν|אל|إلى|نسخة|kepada|ถึง"
        "|per a"
        "|empfänger|ontvanger"
    ),
    "subject": (
        "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|aihe|předmět|predmet|тема|konu"
        "|件名|主题"
        "|主旨"
        "|主題|제목|chủ đề|tiêu đề|tárgy|subiect|θέμα|נושא|الموضوع|perihal|subjek|เรื่อง|assumpte|sujet"
    ),
}

# Between dashes: what follows is the mail answered, or a mail passed on.
ORIGINAL = (
    "original message|original appointment|original email|original mail|ursprüngliche nachricht|originalnachricht"
    "|message d'origine|message original|message initial|mensaje original|mensagem original|messaggio originale"
    "|oorspronkelijk bericht|origineel bericht|oryginalna wiadomość|wiadomość oryginalna|wiadomość pierwotna"
    "|ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|original meddelelse|opprinnelig melding"
    "|alkuperäinen viesti|původní zpráva|původní e-mail|pôvodná správa|исходное сообщение|оригинальное сообщение"
    "|оригінальне повідомлення|özgün ileti|orijinal mesaj|orijinal ileti|元のメッセージ|元のメール|原始邮件"
    "|原邮件|原始郵件"
    "|邮件原件|원본 메시지|원본 메일|원래 메시지|thư gốc|tin nhắn gốc|eredeti üzenet|mesaj original"
    "|αρχικό μήνυμα|ההודעה המקורית"
    "|الرسالة الأصلية|pesan asli|ข้อความต้นฉบับ|missatge original|reply message|izvorna poruka"
)
FORWARDED = (
    "forwarded message|forwarded by|begin forwarded message|forwarded email|weitergeleitete nachricht"
    "|weitergeleitete mail"
    "|anfang der weitergeleiteten nachricht|message transféré|début du message transféré|début du message réexpédié"
    "|mensaje reenviado|inicio del mensaje reenviado|mensagem encaminhada|mensagem reencaminhada"
    "|início da mensagem reencaminhada|início da mensagem encaminhada|messaggio inoltrato|inizio messaggio inoltrato"
    "|inoltro messaggio|doorgestuurd bericht|begin doorgestuurd bericht|wiadomość przekazana dalej"
    "|przekazana wiadomość"
    "|początek przekazywanej wiadomości|vidarebefordrat meddelande|vidarebefordrat brev|videresendt meddelelse"
    "|videresendt besked|start på videresendt besked|videresendt melding|välitetty viesti|välitetty viesti alkaa"
    "|přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|пересылаемое сообщение|пересланное сообщение"
    "|начало переадресованного сообщения|переслане повідомлення|iletilen mesaj|yönlendirilen ileti"
    "|iletilen mesajın başlangıcı"
    "|転送されたメッセージ|転送メッセージ|转发的邮件|转发邮件信息|转发邮件|开始转发的邮件|轉寄郵件"
    "|전달된 메시지|전달된 메시지 시작"
    "|thư được chuyển tiếp|tin nhắn được chuyển tiếp|bắt đầu thư được chuyển tiếp|továbbított üzenet"
    "|mesaj redirecționat"
    "|προωθημένο μήνυμα|הודעה שהועברה|رسالة معاد توجيهها|pesan terusan"
)

# The line of a help desk, above which the customer is to write.
REPLY_ABOVE = (
    "reply above this line|type your reply above|respond above this line|write above this line|reply above the line"
    "|do not type below this line|do not write below this line|add your reply above|replies above this line"
    "|oberhalb dieser zeile|über dieser zeile|au-dessus de cette ligne|por encima de esta línea|encima de esta línea"
    "|acima desta linha|sopra questa riga|boven deze regel|boven deze lijn|powyżej tej linii|ovanför denna rad"
    "|over denne linje|ovenfor denne linjen|tämän rivin yläpuolelle|nad tento řádek|nad tímto řádkem|выше этой строки"
    "|bu satırın üst|この行より上|この線より上|此行上方|在此线以上|이 줄 위에|phía trên dòng này"
)

# What telephones and free mail put below each mail.
TAGLINES = (
    r"sent (?:from|via|with|using) (?:my|the|outlook|mail|yahoo|gmail|aol|samsung|proton|tuta|a |mobile|iphone|android)"
    r"|get outlook for|sent by .{0,30}(?:phone|mobile)|download (?:outlook|the .{0,20} app)"
    r"|von meinem .{0,30}gesendet|gesendet (?:von|mit)|holen sie sich outlook|diese nachricht wurde von meinem"
    r"|envoyé (?:de|depuis|à partir)|télécharge[rz] outlook|obtenez outlook|provenance : courrier"
    r"|enviado (?:desde|do|a partir|via|de meu|de mi)|obtener outlook|obter o outlook|baixe o outlook"
    r"|inviato (?:da|dal)|scarica outlook|ottieni outlook|verstuurd (?:vanaf|met|vanuit)"
    r"|verzonden (?:vanaf|met|vanuit)"
    r"|outlook (?:voor|für|pour|para|per|dla|för|til|pro) (?:ios|android) |download outlook"
    r"|wysłan[eo] (?:z |przy)|pobierz (?:program |aplikację )?outlook|skickat från|hämta outlook|sendt fra"
    r"|hent outlook|få outlook"
    r"|lähetetty (?:iphone|ipad|android|minun|yahoo|samsung|outlook)|hanki outlook|odesláno (?:z|ze)"
    r"|získat outlook|odoslané z"
    r"|отправлено (?:с|из|от)|надіслано з|скачать outlook|получить outlook|outlook .{0,20}(?:indir|edinin)"
    r"|iphoneから送信|ipadから送信|.{0,20}から送信|outlook .{0,10}を入手|发自我的|发自|從我的|從.{0,20}傳送"
    r"|获取 ?outlook|取得 ?outlook"
    r"|나의 iphone에서|내 iphone에서|.{0,20}에서 보냄|.{0,20}에서 보낸|đã gửi từ|được gửi từ|gửi từ"
    r"|iphone.{0,10}(?:gönderildi|küldve)|trimis (?:de pe|din)|στάλθηκε από|נשלח מה|أُرسلت من|dikirim dari|ส่งจาก"
)

# The small print, at the end or at the top of a mail.
DISCLAIMERS = (
    r"^\W{0,4}(?:confidential(?:ity)?(?: notice| note|:)|disclaimer|legal notice|privileged (?:and|&) confidential)"
    r"|(?:this|the information in this|the contents? of this|any) (?:e-?mail|message|communication|transmission)\b"
    r".{0,120}\b(?:confidential|privileged|intended|solely|addressee|virus)|if you (?:are not|have received).{0,60}"
    r"(?:intended recipient|in error|by mistake)|consider the environment|think before you print"
    r"|diese (?:e-?mail|nachricht).{0,80}(?:vertraulich|bestimmt)|vertraulichkeitshinweis"
    r"|ce (?:message|courriel|mail|courrier).{0,80}(?:confidentiel|destinataire)|avis de confidentialité"
    r"|este (?:mensaje|correo|e-?mail|mensagem).{0,100}(?:confidencial|destinatario|destinatário)|aviso legal"
    r"|aviso de conf"
    r"|esta mensagem.{0,100}confidencia|(?:questo messaggio|la presente e-?mail|le informazioni contenute).{0,100}"
    r"(?:riservat|confidenzial|destinatari)|dit (?:bericht|e-?mailbericht|e-?mail).{0,80}(?:vertrouwelijk|bestemd)"
    r"|(?:ta|niniejsza) wiadomość.{0,80}(?:poufn|przeznaczon)|detta (?:e-?post)?meddelande.{0,80}konfidentiell"
    r"|denne (?:e-?mail|e-?post).{0,80}(?:fortrolig|konfidensiell)|tämä (?:sähköposti)?viesti.{0,80}luottamukselli"
    r"|(?:tento e-?mail|tato zpráva).{0,80}důvěrn|(?:это|данное) (?:сообщение|письмо).{0,80}конфиденциальн"
    r"|bu e-?posta.{0,80}gizli|本メールに.{0,60}機密|このメール.{0,60}機密|本邮件.{0,60}(?:保密|机密)"
    r"|이 (?:메일|이메일).{0,60}(?:기밀|비밀)"
    r"|(?:email|thư|thông điệp) này.{0,80}(?:bảo mật|mật)"
)
BANNERS = (
    r"^\W{0,6}(?:caution|warning|external|achtung|attention|extern)\b.{0,40}(?:external|e-?mail|originated|outside|extern)"
    r"|this (?:e-?mail|message) (?:originated|came|was sent) from (?:outside|an external)"
    r"|you don't often get (?:e-?mail|email) from"
)
