### Ciò che i proprietari leggono in Connect. Breve, con il tu, senza gergo.

## Ogni pagina

frame-step = { $number } di { $of }
frame-secured = Protetto da { $operator }
frame-privacy = Privacy
frame-about-page = Su questa pagina
frame-language = Lingua
frame-simulated = Auto simulate: qui niente raggiunge un’auto vera.
opens-in-new-tab = si apre in una nuova scheda

## Chi vuole che cosa

preamble-title = { $app } vuole collegarsi alla tua auto
preamble-text = Decidi tu che cosa può vedere e fare.
preamble-sign-in = Accedi dal produttore della tua auto
preamble-sign-in-text = { $app } non vede mai la tua password.
preamble-choose = Scegli che cosa condividere
preamble-choose-text = Solo le auto e i permessi che selezioni.
preamble-take-back = Puoi revocare tutto
preamble-take-back-text = In qualsiasi momento, in { $app } o nell’app del produttore.
preamble-continue = Continua
preamble-leave = Non ora

## Marche

brands-title = Di che marca è la tua auto?
brands-text = È lì che accedi al prossimo passo.
brands-search = Cerca
brands-search-label = Cerca una marca
brands-list = Marche
brands-key-needed = serve la chiave
brands-car-key = CarKey
brands-none = Qui non si può ancora collegare una marca con questo nome.
brands-all = Mostra tutte le marche
brands-leave = Torna a { $app }

## Auto e permessi

consent-title = Che cosa può fare { $app }?
consent-signed-in = Accesso effettuato su { $maker } come { $email }
consent-signed-in-without-name = Accesso effettuato su { $maker }
consent-cars = Le tue auto
consent-permissions = Permessi
consent-needed = necessario
consent-no-car = Scegli un’auto
consent-no-car-text = Non c’è ancora niente di collegato, perché non è stata scelta nessuna auto. Selezionane almeno una e premi «Consenti».
consent-allow = Consenti
consent-deny = Non consentire

car-year-and-end = { $year }, termina con { $end }
car-end = termina con { $end }
car-and-driver = { $car }; la guidi, ma non è tua
car-driver = La guidi, ma non è tua

group-energy = Batteria e ricarica
group-driving = Posizione e guida
group-access = Serrature e porte
group-comfort = Clima
group-condition = Stato
group-identity = Auto e account

permission-read-alerts = Vedere gli avvisi
    .meaning = Ciò che segnala lo schermo dell’auto
permission-read-battery = Vedere la batteria
    .meaning = Livello di carica, autonomia e capacità
permission-read-charge = Vedere la ricarica
    .meaning = Collegata o no, in carica o no, il suo limite
permission-read-charge-events = Vedere quando la ricarica inizia e finisce
    .meaning = Ogni inizio e ogni fine, sul momento
permission-read-charge-locations = Vedere i tuoi luoghi di ricarica
    .meaning = I luoghi che hai salvato e i loro orari
permission-read-charge-records = Vedere le ricariche passate
    .meaning = Quando, dove e quanto hai ricaricato
permission-read-climate = Vedere il clima
    .meaning = Riscaldamento, raffreddamento e sbrinamento, accesi o no
permission-read-compass = Vedere la direzione
    .meaning = Verso dove è rivolta l’auto
permission-read-diagnostics = Vedere i guasti
    .meaning = I codici di guasto e come stanno i suoi sistemi
permission-read-engine-oil = Vedere l’olio motore
    .meaning = Quanto durerà ancora l’olio
permission-read-extended-vehicle-info = Vedere di più sull’auto
    .meaning = Allestimento, soprannome, software, a casa o no
permission-read-fuel = Vedere il carburante
    .meaning = Che cosa c’è nel serbatoio e quanta strada fa
permission-read-location = Vedere dov’è l’auto
    .meaning = La sua posizione adesso
permission-read-odometer = Vedere la distanza percorsa
    .meaning = Il totale del contachilometri
permission-read-security = Vedere serrature e porte
    .meaning = Chiusa a chiave o no, porte e finestrini aperti o chiusi
permission-read-service-history = Vedere le visite in officina
    .meaning = Quando è stata in officina e perché
permission-read-speedometer = Vedere la velocità
    .meaning = Quanto va veloce adesso
permission-read-thermometer = Vedere le temperature
    .meaning = Dentro e fuori dall’auto
permission-read-tires = Vedere la pressione delle gomme
    .meaning = La pressione di ogni gomma
permission-read-user-profile = Vedere l’e-mail del tuo account
    .meaning = L’indirizzo con cui accedi dal produttore
permission-read-vehicle-info = Vedere di quale auto si tratta
    .meaning = Marca, modello, anno e se la chiave è presente
permission-read-vin = Vedere il numero di telaio
    .meaning = Il numero che ha solo questa auto
permission-control-charge = Avviare e fermare la ricarica
    .meaning = Imposta anche il limite di carica
permission-control-climate = Riscaldare e raffreddare l’auto
    .meaning = Accende e spegne il clima, imposta la temperatura
permission-control-navigation = Inviare destinazioni
    .meaning = Mette un luogo nel navigatore dell’auto
permission-control-pin = Impostare il PIN di guida
    .meaning = Attiva e disattiva il PIN per guidare
permission-control-security = Chiudere e aprire
    .meaning = Tutte le porte, da qualsiasi luogo
permission-control-trunk = Aprire il bagagliaio
    .meaning = Davanti e dietro, e chiuderlo se l’auto può farlo

## La chiave

key-title = Aggiungi la chiave di { $app } alla tua { $maker }
key-intro = Ultimo passo. Ci vuole circa un minuto. Se l’auto è tua, puoi farlo ovunque.
key-cars = Le tue auto
key-scan = <b>Inquadra il codice</b> con il telefono che ha l’app { $maker }.
key-tap = <b>Tocca il pulsante</b> qui sotto. Si apre l’app { $maker }.
key-approve = <b>Approva</b> nell’app { $maker } come { $email }.
key-approve-nameless = <b>Approva</b> nell’app { $maker }, con l’account con cui hai effettuato l’accesso.
key-turns = Questa pagina <b>diventa verde da sola</b>.
key-return = <b>Torna</b> su questa pagina e controlla.
key-code = Un codice per la fotocamera del tuo telefono. Apre { $link }
key-scan-title = Inquadra con il telefono
key-send = oppure inviagli il link: <a href="{ $mail }">per e-mail</a>
key-link-label = Link per il tuo telefono
key-copy = Copia
key-copied = Copiato
key-open = Apri l’app { $maker }
key-later = Fallo più tardi
key-check = L’ho aggiunta
key-check-done = L’ho fatto
key-on-phone = Sono al telefono
key-on-desktop = L’app { $maker } è su un altro dispositivo
key-why = Perché la mia auto lo chiede?
key-why-text = Una { $maker } obbedisce solo alle chiavi aggiunte dal proprietario. { $app } ha una chiave propria: così l’auto sa che una richiesta viene da { $app } e da nessun altro.
key-why-remove = Vedi la chiave nell’auto e nell’app { $maker }, e lì la rimuovi quando vuoi.
key-section = Chiave per la tua { $maker }

key-several = Ogni auto riceve la chiave per conto suo. L’app { $maker } prende l’auto che mostra; i link accanto alle auto ne scelgono una.
key-blocked = Al momento non si può aggiungere. La tua auto non c’entra.
key-blocked-registration = { $maker } non conosce { $app } dove si trova il tuo account, quindi la sua app rifiuterebbe.
key-blocked-file = L’app { $maker } non potrebbe leggere la chiave di { $app }, quindi rifiuterebbe.
key-blocked-todo = Deve rimediare { $app }; la tua parte è fatta. Guarda di nuovo tra un po’ oppure fallo più tardi: la tua auto resta collegata.
key-look-again = Guarda di nuovo
key-owner-title = La chiave di { $app } la aggiunge il proprietario
key-owner-intro = Tu guidi quest’auto, e una chiave la aggiunge il suo proprietario. La tua parte è fatta.
key-no = L’app { $maker } rifiuta?
key-no-access = <b>Chiede prima l’accesso.</b> Collega la tua auto in { $app }, poi apri di nuovo il link.
key-no-account = <b>Dice che l’accesso non è stato dato.</b> È aperta con un altro account. Accedi come { $email }, poi apri di nuovo il link.
key-no-account-nameless = <b>Dice che l’accesso non è stato dato.</b> È aperta con un altro account. Accedi con quello che hai collegato, poi apri di nuovo il link.
key-no-registration = <b>Dice che l’applicazione non è registrata.</b> Deve rimediare { $app }. Riprova tra un po’.
key-no-phone = <b>Chiede di associare di nuovo il telefono.</b> Imposta prima questo telefono come chiave dell’auto: nell’app, seduto in auto.
key-no-answer = <b>Non raggiunge l’auto.</b> Apri una portiera, così l’auto è in linea, poi riprova.
key-no-half = <b>Dice che la chiave c’è, e questa pagina aspetta ancora.</b> Togli la chiave nell’auto, nelle impostazioni delle serrature, poi apri di nuovo il link.

car-key-title = Attiva CarKey nella tua { $maker }
car-key-intro = Una volta sola. Dimostra al produttore che le chiavi sono tue.
car-key-section = CarKey per la tua { $maker }
car-key-sit = <b>Siediti nell’auto</b> con le chiavi con te e accendi il quadro.
car-key-phone = <b>Telefono collegato</b> all’auto via Bluetooth.
car-key-open-app = <b>Apri l’app { $app }</b> e tocca «Attiva CarKey».
car-key-until = Fino ad allora { $app } non può leggere né chiudere niente. Puoi farlo la prossima volta che guidi.
car-key-open = Apri l’app { $app }
car-key-why-text = { $maker } vuole sapere che chi collega l’auto ne ha anche le chiavi. L’app lo chiede all’auto stessa, una volta sola, mentre sei a bordo.
car-key-missing-pairing = Associa il telefono all’auto, poi riprova.
car-key-missing-bluetooth = Collega il telefono all’auto via Bluetooth, poi riprova.
car-key-missing-key = Porta la chiave con te nell’auto, poi riprova.
car-key-missing-ignition = Inserisci il contatto, poi riprova.
car-key-missing-inside = Siediti nell’auto con il telefono e la chiave, poi riprova.
car-key-missing-clock = L’orologio dell’auto è sbagliato. Lascia che si regoli, poi riprova.
car-key-missing-removal = È troppo tardi per riattivarla. Rimuovi l’auto nell’app, poi ricomincia.
car-key-missing-steps = Conferma prima il tuo numero e registra il telefono nell’app.
car-key-missing-other = L’ultimo tentativo non è riuscito. Riprova nell’app.

key-both-title = Le tue auto chiedono una chiave
key-both-intro = Ultimo passo. Ogni auto ha il suo modo. Puoi farne una adesso e l’altra più tardi.

streaming-title = Ancora una cosa nell’auto
streaming-intro = Non serve una chiave. Un’impostazione nell’auto tiene aggiornati i dati.

line-virtual-key-waiting = serve per i comandi e i dati aggiornati
line-virtual-key-ready = chiave aggiunta
line-car-key-ready = CarKey è attivo
line-streaming-off = attiva la trasmissione per avere gli ultimi dati
line-streaming-on = non serve; la trasmissione è attiva
line-of-year = { $year }: { $text }
line-owner-only = la guidi; la chiave la aggiunge il proprietario
line-link = Apri il link per quest’auto
line-suspended = il suo CarKey è in pausa; riattivalo nell’app
line-suspended-until = il suo CarKey è in pausa; riattivalo nell’app prima di { $moment }
line-failed = il produttore non risponde; continuiamo a chiedere

pill-waiting = in attesa
pill-ready = pronta
pill-not-needed = senza chiave
pill-owner-only = per il proprietario
pill-suspended = in pausa
pill-failed = errore

streaming-how = Mostrami come
streaming-how-1 = Sullo schermo dell’auto apri i comandi e poi le impostazioni di sicurezza o di privacy.
streaming-how-2 = Attiva l’accesso mobile e la condivisione o la trasmissione dei dati.
streaming-how-3 = Guida o risveglia l’auto una volta. Questa riga diventa verde da sola.
streaming-mail = Invia i passi a { $email }
streaming-mail-sent = I passi sono in arrivo a { $email }.
streaming-mail-failed = Non è stato possibile inviare l’e-mail. I passi qui sopra sono gli stessi.
streaming-mail-subject = Attiva la trasmissione nella tua { $car }
streaming-mail-text = { $app } è collegata alla tua { $car }. Con la trasmissione attiva vede sempre gli ultimi dati. Nell’auto:
owner-how = Che cosa posso fare?
owner-how-1 = Chiedi al proprietario di collegare l’auto con il suo account.
owner-how-2 = Oppure aggiungi la chiave accanto all’auto, con una tessera chiave a portata di mano, se l’app del produttore lo prevede.

key-done-title = La tua chiave è al suo posto
key-done-car-key-title = CarKey è attivo
key-done-cars-title = Le tue auto sono pronte
key-done-text = Ora { $app } può fare ciò che hai consentito. Trovi la chiave nell’auto, nelle impostazioni delle serrature.
key-done-text-without-place = Ora { $app } può fare ciò che hai consentito.
key-done-back = Torna a { $app }
key-done-returns = { $seconds ->
    [one] Torni automaticamente tra un secondo.
   *[other] Torni automaticamente tra { $seconds } secondi.
}
key-done-stay = Resta qui

## Quando non si può proseguire

refusal-details = Dettagli per l’assistenza
refusal-cancelled = Hai lasciato la pagina di { $maker }
    .why = { $maker } non ci ha detto niente di te, quindi non è collegato niente.
    .todo = Accedi di nuovo o scegli un’altra marca.
refusal-sign-in = { $maker } non ti ha fatto entrare
    .why = L’accesso non è stato accettato, e non ci dice altro.
    .todo = Controlla nell’app di { $maker } che il tuo account funzioni, poi riprova.
refusal-no-vehicles = In questo account { $maker } non c’è nessuna auto
    .why = Hai effettuato l’accesso, ma { $maker } non elenca auto per questo account.
    .todo = Accedi con l’account che usi nell’app di { $maker }, o chiedi al proprietario di aggiungerti lì.
refusal-vehicle-missing = La tua auto non è in questo account { $maker }
    .why = { $app } chiede un’auto precisa, e { $maker } non la elenca per questo account.
    .todo = Accedi con l’account che ha questa auto.
refusal-subscription = I servizi online della tua auto non sono attivi
    .why = { $maker } fornisce i dati solo finché i servizi connessi dell’auto sono attivi.
    .todo = Attivali o rinnovali nell’app di { $maker }, poi ricomincia da { $app }.
refusal-incompatible = La tua { $car } non può farlo
    .why = A { $app } serve qualcosa che questa auto non offre a distanza.
    .todo = Scegli un’altra auto, se ne hai una. Solo { $app } può cambiare ciò che le serve.
refusal-incompatible-some = La tua auto non può farlo
    .why = A { $app } serve qualcosa che nessuna auto in questo account { $maker } offre a distanza.
    .todo = Scegli un altro account o un’altra marca, se ne hai. Solo { $app } può cambiare ciò che le serve.
refusal-permissions = { $maker } ha trattenuto qualcosa
    .why = { $app } non funziona senza questi permessi, e sulla pagina di { $maker } non erano selezionati:
    .todo = Accedi di nuovo e lasciali selezionati, oppure torna indietro senza collegare.
refusal-not-ready = { $app } non è ancora pronta per { $maker }
    .why = { $maker } non conosce { $app } dove si trova il tuo account, quindi non è collegato niente.
    .todo = Deve rimediare { $app }; la tua parte è fatta. Torna indietro e riprova tra un po’.
refusal-silent = { $maker } non risponde
    .why = I suoi server non sono raggiungibili in questo momento, quindi non è collegato niente.
    .todo = Riprova tra qualche minuto. Niente di ciò che hai fatto va perso.

way-retry = Riprova
way-other-brand = Scegli un’altra marca
way-other-account = Accedi con un altro account
way-back = Torna a { $app }

## Link che non portano da nessuna parte; li leggono gli sviluppatori

error-facts = Che cosa conteneva il link
error-expected = atteso
error-reference = riferimento
error-no-client = Il link non indica nessuna applicazione
    .why = Manca il parametro client_id (o application_id), quindi nessuno sa chi lo chiede.
    .todo = Sviluppatore: aggiungi client_id con l’id mostrato da «openfob app list».
error-client = Il link indica un’applicazione sconosciuta
    .why = Qui nessuna applicazione è registrata con questo client_id.
    .todo = Sviluppatore: confrontalo con «openfob app list» e controlla che il link porti al server giusto.
error-redirect = Il link riporta a un indirizzo non registrato
    .why = Una redirect_uri deve essere uguale a una registrata, carattere per carattere: schema, host, porta, percorso e barra finale.
    .todo = Sviluppatore: registra questo indirizzo per l’applicazione, o inviane uno registrato.
error-no-redirect = Il link non dice dove tornare
    .why = Manca il parametro redirect_uri, e l’applicazione non ne ha registrata nessuna.
    .todo = Sviluppatore: registrane una per l’applicazione, o invia response_type=none se non serve tornare.
error-expired = Questa pagina non è più valida
    .why = Hai iniziato tempo fa, hai già finito o hai iniziato in un altro browser.
    .todo = Torna all’app e ricomincia da lì.
error-form = Questo pulsante non viene da qui
    .why = La pagina su cui si trovava non è stata data a questo browser, o i cookie sono disattivati.
    .todo = Consenti i cookie per questo sito, poi torna all’app e ricomincia da lì.
error-parameter = Il link ha un valore illeggibile
    .why = Uno dei suoi parametri non è come dovrebbe, e non c’è un modo sicuro per riportarti indietro.
    .todo = Sviluppatore: correggi questo parametro nel link.
error-ours = Qualcosa si è rotto da parte nostra
    .why = L’errore è scritto nel registro di questo server, con questo riferimento.
    .todo = Torna all’app e ricomincia. Se succede di nuovo, comunica il riferimento a chi gestisce questo server.

## La fine, dove nessuna app aspetta

done-title = Tutto fatto
done-text = { $app } è collegata. Puoi chiudere questa pagina.
done-nothing = Non è stato collegato niente
    .text = Con questo { $app } non ha accesso a nessuna auto. Puoi chiudere questa pagina.

## Privacy

privacy-title = Che cosa viene conservato e come lo revochi
privacy-intro = { $operator } gestisce questa pagina per l’app che ti ha mandato qui. Sta tra il produttore della tua auto e quell’app.
privacy-kept = Che cosa viene conservato
privacy-kept-permission = Il permesso che il produttore ci ha dato quando hai effettuato l’accesso da lui. È cifrato. La tua password resta al produttore; noi non la vediamo mai.
privacy-kept-cars = Quali auto e quali permessi hai consentito, per quale app e da quando.
privacy-kept-readings = Gli ultimi valori di ciò che hai consentito, per non risvegliare l’auto a ogni domanda.
privacy-kept-key = Se la chiave dell’app è nella tua auto e quando lo abbiamo saputo l’ultima volta.
privacy-not = Che cosa non si fa
privacy-not-sold = Niente viene venduto, e nessuna app vede ciò che è stato consentito a un’altra.
privacy-not-cookies = Qui non ci sono tracciatori. Un cookie tiene il tuo posto in queste pagine finché non hai finito; un altro tiene la lingua, se ne scegli una.
privacy-back = Come lo revochi
privacy-back-here = Qui: vede quali app sono collegate, revoca il consenso o fa eliminare tutto.
privacy-back-app = Nell’app: scollega la tua auto. Ciò che è conservato per quell’app viene allora cancellato.
privacy-back-maker = Dal produttore: nel tuo account, tra le app di terze parti, revoca il permesso.
privacy-back-key = Nell’auto: tra le serrature o le chiavi, rimuovi la chiave dell’app. Da quel momento l’auto non le obbedisce più.

## La capacità della batteria

capacity-title = Quanto è grande la tua batteria?
capacity-text = La tua { $car } è stata venduta con più di una capacità, e { $app } ne tiene conto. È scritta nei documenti dell’auto.
capacity-size = { $size } kWh
capacity-save = Salva questa capacità
capacity-leave = Non lo so

## A key's own page

key-page-intro = Ci vuole circa un minuto; come proprietario può farlo ovunque.
key-page-approve = <b>Approvi</b> nell’app { $maker }. La chiave si chiama { $domain }.
key-page-anybody = Questa pagina non conosce la Sua auto.
key-page-sign-in = Acceda per vedere se la chiave è al suo posto.
key-page-blocked-todo = Deve rimediare { $app }; la tua parte è fatta. Guarda di nuovo tra un po’.

## The owner's page

take-back-at = Può revocarlo in qualsiasi momento:
owner-title = Le Sue auto e chi le vede
owner-intro = Acceda presso la casa della Sua auto. Poi vede quali app sono collegate, revoca il consenso o fa eliminare tutto.
owner-failed = L’accesso non è riuscito. Riprovi.
owner-nothing-new = Con questo non si collega nulla e nessuna app lo viene a sapere.
owner-real-cars = Mostra le auto vere
owner-simulated-cars = Mostra le auto simulate
owner-unknown = Nessuna app ha qui qualcosa di Suo
owner-unknown-text = { $maker } ci ha detto chi è. Qui non è conservato nulla di questo account, e nulla di questo accesso.
owner-no-apps = Nessuna app è collegata alle Sue auto.
owner-since = collegata dal { $date }
owner-may = Che cosa può fare { $app }
owner-key-of = Chiave di { $app }: { $domain }.
owner-car-key = CarKey è conservato con il Suo account.
owner-key-since = Così dal { $date }.
owner-key-remove = Rimuovere la chiave
owner-key-stays = Una chiave resta nell’auto finché non la rimuove: nell’auto, sotto serrature o chiavi, o nell’app della casa.
owner-take-back = Revoca
owner-take-back-all = Revoca tutto a { $app }
owner-take-back-title = Revocare il consenso a { $app }?
owner-take-back-text = { $app } non vede più nulla di queste auto e non può farci più nulla:
owner-taken-back = Il consenso è revocato.
owner-at-maker = L’autorizzazione data presso { $maker } si può revocare anche lì, per tutte le app che la usano.
owner-take-back-at-maker = Revoca presso { $maker } ({ $domain })
owner-keep = Lascia com’è
owner-sign-out = Esci
owner-delete = Elimina i miei dati
owner-delete-title = Eliminare tutto?
owner-delete-text = Tutto ciò che è conservato qui su questo account e sulle sue auto viene eliminato, per ogni app. Se { $maker } lo consente, viene revocata anche l’autorizzazione presso di loro; la pagina seguente dice se è avvenuto. Non si può annullare.
owner-delete-now = Elimina tutto
owner-deleted = Tutto è eliminato
owner-deleted-text = Il { $date } qui è stato rimosso:
owner-withdrawn = { $maker } ha revocato l’autorizzazione.
owner-not-withdrawn = { $maker } non ha confermato la revoca dell’autorizzazione. La revochi anche lì: nel Suo account, tra le app di terzi.
owner-receipt = Salva in un file

removed-accounts = Autorizzazioni della casa automobilistica
removed-cars = Auto e loro dettagli
removed-connections = Collegamenti con app
removed-permissions = Ciò che ha consentito
removed-tokens = Accessi delle app
removed-readings = Letture
removed-keys = Ciò che si sapeva delle chiavi
removed-events = Eventi e messaggi relativi
removed-visits = Visite non concluse
removed-other = Altre voci
