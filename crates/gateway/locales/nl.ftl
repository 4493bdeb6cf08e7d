### Wat eigenaren in Connect lezen. Kort, met je, zonder vaktaal.

## Elke pagina

frame-step = { $number } van { $of }
frame-secured = Beveiligd door { $operator }
frame-privacy = Privacy
frame-about-page = Over deze pagina
frame-language = Taal
frame-simulated = Gesimuleerde auto’s: niets hier bereikt een echte auto.
opens-in-new-tab = opent in een nieuw tabblad

## Wie wil wat

preamble-title = { $app } wil verbinding maken met je auto
preamble-text = Jij bepaalt wat de app mag zien en doen.
preamble-sign-in = Je logt in bij de fabrikant van je auto
preamble-sign-in-text = { $app } ziet je wachtwoord nooit.
preamble-choose = Je kiest wat je deelt
preamble-choose-text = Alleen de auto’s en de rechten die je aanvinkt.
preamble-take-back = Je kunt het intrekken
preamble-take-back-text = Altijd, in { $app } of in de app van de fabrikant.
preamble-continue = Doorgaan
preamble-leave = Nu niet

## Merken

brands-title = Van welk merk is je auto?
brands-text = Daar log je straks in.
brands-search = Zoeken
brands-search-label = Zoek een merk
brands-list = Merken
brands-key-needed = sleutel nodig
brands-car-key = CarKey
brands-none = Een merk met die naam kan hier nog niet worden verbonden.
brands-all = Alle merken tonen
brands-leave = Terug naar { $app }

## Auto’s en rechten

consent-title = Wat mag { $app } doen?
consent-signed-in = Ingelogd bij { $maker } als { $email }
consent-signed-in-without-name = Ingelogd bij { $maker }
consent-cars = Je auto’s
consent-permissions = Rechten
consent-needed = nodig
consent-no-car = Kies een auto
consent-no-car-text = Er is nog niets verbonden, omdat er geen auto is gekozen. Vink er minstens één aan en druk op ‘Toestaan’.
consent-allow = Toestaan
consent-deny = Niet toestaan

car-year-and-end = { $year }, eindigt op { $end }
car-end = eindigt op { $end }
car-and-driver = { $car }; je rijdt erin, maar hij is niet van jou
car-driver = Je rijdt erin, maar hij is niet van jou

group-energy = Accu en laden
group-driving = Plaats en rijden
group-access = Sloten en deuren
group-comfort = Klimaat
group-condition = Staat
group-identity = Auto en account

permission-read-alerts = Waarschuwingen zien
    .meaning = Waar het scherm van de auto voor waarschuwt
permission-read-battery = De accu zien
    .meaning = Laadniveau, bereik en grootte
permission-read-charge = Het laden zien
    .meaning = Aan de kabel of niet, aan het laden of niet, de limiet
permission-read-charge-events = Zien wanneer het laden begint en stopt
    .meaning = Elk begin en elk einde, op het moment zelf
permission-read-charge-locations = Je laadplekken zien
    .meaning = De plekken die je hebt opgeslagen en hun tijden
permission-read-charge-records = Eerdere laadbeurten zien
    .meaning = Wanneer, waar en hoeveel je hebt geladen
permission-read-climate = Het klimaat zien
    .meaning = Verwarmen, koelen en ontdooien, aan of uit
permission-read-compass = De richting zien
    .meaning = Welke kant de auto op wijst
permission-read-diagnostics = Storingen zien
    .meaning = Storingscodes en hoe het met de systemen gaat
permission-read-engine-oil = De motorolie zien
    .meaning = Hoelang de olie nog meegaat
permission-read-extended-vehicle-info = Meer over de auto zien
    .meaning = Uitvoering, bijnaam, software, thuis of niet
permission-read-fuel = De brandstof zien
    .meaning = Wat er in de tank zit en hoe ver je ermee komt
permission-read-location = Zien waar de auto is
    .meaning = De plek op dit moment
permission-read-odometer = De gereden afstand zien
    .meaning = De totale kilometerstand
permission-read-security = Sloten en deuren zien
    .meaning = Op slot of niet, deuren en ramen open of dicht
permission-read-service-history = Garagebezoeken zien
    .meaning = Wanneer de auto in de garage was en waarvoor
permission-read-speedometer = De snelheid zien
    .meaning = Hoe hard de auto nu rijdt
permission-read-thermometer = Temperaturen zien
    .meaning = In de auto en buiten
permission-read-tires = De bandenspanning zien
    .meaning = De spanning van elke band
permission-read-user-profile = Het e-mailadres van je account zien
    .meaning = Het adres waarmee je bij de fabrikant inlogt
permission-read-vehicle-info = Zien welke auto het is
    .meaning = Merk, model, jaar en of de sleutel erop staat
permission-read-vin = Het chassisnummer zien
    .meaning = Het nummer dat alleen deze auto heeft
permission-control-charge = Laden starten en stoppen
    .meaning = Stelt ook de laadlimiet in
permission-control-climate = De auto verwarmen en koelen
    .meaning = Zet het klimaat aan en uit, stelt de warmte in
permission-control-navigation = Bestemmingen sturen
    .meaning = Zet een plek in de navigatie van de auto
permission-control-pin = De pincode voor het rijden instellen
    .meaning = Zet de pincode voor het rijden aan en uit
permission-control-security = Op slot doen en openen
    .meaning = Alle deuren, waar je ook bent
permission-control-trunk = De kofferbak openen
    .meaning = Voor en achter, en sluiten als de auto dat kan

## De sleutel

key-title = Voeg de sleutel van { $app } toe aan je { $maker }
key-intro = De laatste stap. Het duurt ongeveer een minuut. Is de auto van jou, dan kan het overal.
key-cars = Je auto’s
key-scan = <b>Scan de code</b> met de telefoon waar de { $maker }-app op staat.
key-tap = <b>Tik op de knop</b> hieronder. De { $maker }-app gaat open.
key-approve = <b>Keur het goed</b> in de { $maker }-app als { $email }.
key-approve-nameless = <b>Keur het goed</b> in de { $maker }-app, met het account waarmee je hebt ingelogd.
key-turns = Deze pagina <b>wordt vanzelf groen</b>.
key-return = <b>Kom terug</b> naar deze pagina en controleer het.
key-code = Een code voor de camera van je telefoon. Deze opent { $link }
key-scan-title = Scan met je telefoon
key-send = of stuur de link ernaartoe: <a href="{ $mail }">per e-mail</a>
key-link-label = Link voor je telefoon
key-copy = Kopiëren
key-copied = Gekopieerd
key-open = { $maker }-app openen
key-later = Later doen
key-check = Ik heb hem toegevoegd
key-check-done = Ik heb het gedaan
key-on-phone = Ik zit op mijn telefoon
key-on-desktop = De { $maker }-app staat op een ander apparaat
key-why = Waarom vraagt mijn auto hierom?
key-why-text = Een { $maker } gehoorzaamt alleen sleutels die de eigenaar heeft toegevoegd. { $app } heeft een eigen sleutel: daarmee weet de auto dat een verzoek van { $app } komt en van niemand anders.
key-why-remove = Je ziet de sleutel in de auto en in de { $maker }-app, en verwijdert hem daar wanneer je wilt.
key-section = Sleutel voor je { $maker }

key-several = Elke auto krijgt de sleutel apart. De { $maker }-app neemt de auto die hij toont; de links bij de auto’s kiezen er een.
key-blocked = Hij kan nu niet worden toegevoegd. Met je auto is niets mis.
key-blocked-registration = { $maker } kent { $app } niet op de plek waar je account staat; de app zou weigeren.
key-blocked-file = De { $maker }-app zou de sleutel van { $app } niet kunnen lezen en zou weigeren.
key-blocked-todo = Dat moet { $app } in orde maken; jij hebt je deel gedaan. Kijk over een poosje nog eens, of doe het later: je auto blijft verbonden.
key-look-again = Nog eens kijken
key-owner-title = De eigenaar voegt de sleutel van { $app } toe
key-owner-intro = Je rijdt in deze auto, en een sleutel voegt de eigenaar toe. Jij hebt je deel gedaan.
key-no = De { $maker }-app weigert?
key-no-access = <b>Hij vraagt eerst om toegang.</b> Verbind je auto in { $app } en open dan de link opnieuw.
key-no-account = <b>Hij zegt dat er geen toegang is gegeven.</b> Daar is een ander account aangemeld. Meld je aan als { $email } en open dan de link opnieuw.
key-no-account-nameless = <b>Hij zegt dat er geen toegang is gegeven.</b> Daar is een ander account aangemeld. Meld je aan met het account dat je hebt verbonden en open dan de link opnieuw.
key-no-registration = <b>Hij zegt dat de toepassing niet is geregistreerd.</b> Dat moet { $app } in orde maken. Probeer het over een poosje weer.
key-no-phone = <b>Hij wil de telefoon opnieuw koppelen.</b> Stel deze telefoon eerst in als sleutel van de auto: in de app, zittend in de auto.
key-no-answer = <b>Hij bereikt de auto niet.</b> Open een portier, zodat de auto online is, en probeer het weer.
key-no-half = <b>Hij zegt dat de sleutel er is, en deze pagina wacht nog.</b> Verwijder de sleutel in de auto bij de instellingen van de sloten en open dan de link opnieuw.

car-key-title = Activeer CarKey in je { $maker }
car-key-intro = Maar één keer. Het bewijst de fabrikant dat de sleutels van jou zijn.
car-key-section = CarKey voor je { $maker }
car-key-sit = <b>Ga in de auto zitten</b> met de sleutels bij je en zet het contact aan.
car-key-phone = <b>Telefoon verbonden</b> met de auto via bluetooth.
car-key-open-app = <b>Open de { $app }-app</b> en tik op ‘CarKey activeren’.
car-key-until = Tot die tijd kan { $app } niets lezen en niets op slot doen. Je kunt het doen als je weer gaat rijden.
car-key-open = { $app }-app openen
car-key-why-text = { $maker } wil weten dat wie de auto verbindt ook de sleutels heeft. De app vraagt het aan de auto zelf, één keer, terwijl je erin zit.
car-key-missing-pairing = Koppel de telefoon met de auto en probeer het opnieuw.
car-key-missing-bluetooth = Verbind de telefoon via Bluetooth met de auto en probeer het opnieuw.
car-key-missing-key = Neem de sleutel mee in de auto en probeer het opnieuw.
car-key-missing-ignition = Zet het contact aan en probeer het opnieuw.
car-key-missing-inside = Ga in de auto zitten met telefoon en sleutel en probeer het opnieuw.
car-key-missing-clock = De klok van de auto loopt niet goed. Laat hem gelijkzetten en probeer het opnieuw.
car-key-missing-removal = Het is te laat om te heractiveren. Verwijder de auto in de app en begin opnieuw.
car-key-missing-steps = Bevestig eerst uw nummer en registreer de telefoon in de app.
car-key-missing-other = De laatste poging is mislukt. Probeer het opnieuw in de app.

key-both-title = Je auto’s vragen om een sleutel
key-both-intro = De laatste stap. Elke auto heeft een eigen manier. Je kunt de ene nu doen en de andere later.

streaming-title = Nog één ding in de auto
streaming-intro = Er is geen sleutel nodig. Eén instelling in de auto houdt de gegevens actueel.

line-virtual-key-waiting = nodig voor opdrachten en actuele gegevens
line-virtual-key-ready = sleutel toegevoegd
line-car-key-ready = CarKey is actief
line-streaming-off = zet streaming aan voor de laatste gegevens
line-streaming-on = heeft er geen nodig; streaming staat aan
line-of-year = { $year }: { $text }
line-owner-only = je rijdt erin; de eigenaar voegt de sleutel toe
line-link = Link voor deze auto openen
line-suspended = CarKey rust; zet het weer aan in de app
line-suspended-until = CarKey rust; zet het vóór { $moment } weer aan in de app
line-failed = de fabrikant antwoordt niet; we blijven vragen

pill-waiting = wacht
pill-ready = klaar
pill-not-needed = geen sleutel nodig
pill-owner-only = voor de eigenaar
pill-suspended = rust
pill-failed = mislukt

streaming-how = Laat zien hoe
streaming-how-1 = Open op het scherm van de auto de bediening en daarna de instellingen voor veiligheid of privacy.
streaming-how-2 = Zet mobiele toegang aan, en het delen of streamen van gegevens.
streaming-how-3 = Rijd of wek de auto één keer. Deze regel wordt vanzelf groen.
streaming-mail = Stuur de stappen naar { $email }
streaming-mail-sent = De stappen zijn onderweg naar { $email }.
streaming-mail-failed = De e-mail kon niet worden verstuurd. De stappen hierboven zijn dezelfde.
streaming-mail-subject = Zet streaming aan in je { $car }
streaming-mail-text = { $app } is verbonden met je { $car }. Met streaming aan ziet de app altijd de laatste gegevens. In de auto:
owner-how = Wat kan ik doen?
owner-how-1 = Vraag de eigenaar om de auto met het eigen account te verbinden.
owner-how-2 = Of voeg de sleutel toe terwijl je met een sleutelkaart naast de auto staat, als de app van de fabrikant dat aanbiedt.

key-done-title = Je sleutel is toegevoegd
key-done-car-key-title = CarKey is actief
key-done-cars-title = Je auto’s zijn klaar
key-done-text = { $app } kan nu doen wat je hebt toegestaan. Je vindt de sleutel in de auto bij de instellingen van de sloten.
key-done-text-without-place = { $app } kan nu doen wat je hebt toegestaan.
key-done-back = Terug naar { $app }
key-done-returns = { $seconds ->
    [one] Je gaat over één seconde vanzelf terug.
   *[other] Je gaat over { $seconds } seconden vanzelf terug.
}
key-done-stay = Hier blijven

## Als het niet verder kan

refusal-details = Gegevens voor de helpdesk
refusal-cancelled = Je hebt de pagina van { $maker } verlaten
    .why = { $maker } heeft ons niets over je verteld, dus is er niets verbonden.
    .todo = Log opnieuw in of kies een ander merk.
refusal-sign-in = { $maker } liet je niet binnen
    .why = Het inloggen is niet geaccepteerd. Meer krijgen we daar niet over te horen.
    .todo = Controleer in de app van { $maker } of je account werkt en probeer het dan opnieuw.
refusal-no-vehicles = Er staat geen auto in dit account bij { $maker }
    .why = Je bent ingelogd, maar { $maker } noemt geen auto bij dit account.
    .todo = Log in met het account dat je in de app van { $maker } gebruikt, of vraag de eigenaar om je daar toe te voegen.
refusal-vehicle-missing = Je auto staat niet in dit account bij { $maker }
    .why = { $app } vraagt om één bepaalde auto, en { $maker } noemt die niet bij dit account.
    .todo = Log in met het account waar deze auto in staat.
refusal-subscription = De onlinediensten van je auto staan uit
    .why = { $maker } geeft alleen gegevens zolang de onlinediensten voor de auto actief zijn.
    .todo = Activeer of verleng ze in de app van { $maker } en begin dan opnieuw vanuit { $app }.
refusal-incompatible = Je { $car } kan dit niet
    .why = { $app } heeft iets nodig wat deze auto op afstand niet biedt.
    .todo = Kies een andere auto als je die hebt. Alleen { $app } kan veranderen wat er nodig is.
refusal-incompatible-some = Je auto kan dit niet
    .why = { $app } heeft iets nodig wat geen auto in dit account bij { $maker } op afstand biedt.
    .todo = Kies een ander account of merk als je dat hebt. Alleen { $app } kan veranderen wat er nodig is.
refusal-permissions = { $maker } heeft iets achtergehouden
    .why = { $app } kan niet zonder deze rechten, en op de pagina van { $maker } waren ze niet aangevinkt:
    .todo = Log opnieuw in en laat ze aangevinkt, of ga terug zonder te verbinden.
refusal-not-ready = { $app } is nog niet klaar voor { $maker }
    .why = { $maker } kent { $app } niet op de plek waar je account staat, dus is er niets verbonden.
    .todo = Dat moet { $app } in orde maken; jij hebt je deel gedaan. Ga terug en probeer het over een poosje weer.
refusal-silent = { $maker } antwoordt niet
    .why = De servers zijn op dit moment niet bereikbaar, dus is er niets verbonden.
    .todo = Probeer het over een paar minuten opnieuw. Niets van wat je hebt gedaan gaat verloren.

way-retry = Opnieuw proberen
way-other-brand = Ander merk kiezen
way-other-account = Met een ander account inloggen
way-back = Terug naar { $app }

## Links die nergens heen leiden; gelezen door ontwikkelaars

error-facts = Wat er met de link meekwam
error-expected = verwacht
error-reference = referentie
error-no-client = De link noemt geen applicatie
    .why = De parameter client_id (of application_id) ontbreekt, dus niemand weet wie het vraagt.
    .todo = Ontwikkelaar: voeg client_id toe met de id die ‘openfob app list’ toont.
error-client = De link noemt een onbekende applicatie
    .why = Onder deze client_id is hier geen applicatie geregistreerd.
    .todo = Ontwikkelaar: vergelijk hem met ‘openfob app list’ en controleer of de link naar de juiste server leidt.
error-redirect = De link leidt terug naar een niet-geregistreerd adres
    .why = Een redirect_uri moet teken voor teken gelijk zijn aan een geregistreerde: schema, host, poort, pad en schuine streep aan het eind.
    .todo = Ontwikkelaar: registreer dit adres voor de applicatie, of stuur er een die geregistreerd is.
error-no-redirect = De link zegt niet waarheen terug
    .why = De parameter redirect_uri ontbreekt, en de applicatie heeft er geen geregistreerd.
    .todo = Ontwikkelaar: registreer er een voor de applicatie, of stuur response_type=none als er geen weg terug nodig is.
error-expired = Deze pagina is niet meer geldig
    .why = Je bent een tijd geleden begonnen, bent al klaar of bent in een andere browser begonnen.
    .todo = Ga terug naar de app en begin daar opnieuw.
error-form = Deze knop kwam niet van hier
    .why = De pagina waar hij op stond is niet aan deze browser gegeven, of cookies staan uit.
    .todo = Sta cookies toe voor deze site, ga terug naar de app en begin daar opnieuw.
error-parameter = De link bevat een onleesbare waarde
    .why = Een van de parameters is niet wat hij moet zijn, en er is geen veilige manier om je terug te leiden.
    .todo = Ontwikkelaar: verbeter deze parameter in de link.
error-ours = Er ging bij ons iets stuk
    .why = De fout staat in het logboek van deze server, onder deze referentie.
    .todo = Ga terug naar de app en begin opnieuw. Gebeurt het nog een keer, geef de referentie dan door aan wie deze server beheert.

## Het einde, waar geen app wacht

done-title = Alles klaar
done-text = { $app } is verbonden. Je kunt deze pagina sluiten.
done-nothing = Er is niets verbonden
    .text = { $app } heeft hierdoor geen toegang tot een auto. Je kunt deze pagina sluiten.

## Privacy

privacy-title = Wat er wordt bewaard en hoe je het intrekt
privacy-intro = { $operator } beheert deze pagina voor de app die je hierheen stuurde. De pagina staat tussen de fabrikant van je auto en die app.
privacy-kept = Wat er wordt bewaard
privacy-kept-permission = De toestemming die de fabrikant ons gaf toen je daar inlogde. Die is versleuteld. Je wachtwoord blijft bij de fabrikant; wij zien het nooit.
privacy-kept-cars = Welke auto’s en welke rechten je hebt toegestaan, voor welke app en sinds wanneer.
privacy-kept-readings = De laatste waarden van wat je hebt toegestaan, zodat de auto niet voor elke vraag wakker hoeft te worden.
privacy-kept-key = Of de sleutel van de app in je auto staat en wanneer we dat het laatst hoorden.
privacy-not = Wat er niet gebeurt
privacy-not-sold = Er wordt niets verkocht, en geen app ziet wat een andere mocht.
privacy-not-cookies = Hier zijn geen trackers. Eén cookie onthoudt waar je op deze pagina’s bent tot je klaar bent; een andere onthoudt de taal, als je er een kiest.
privacy-back = Hoe je het intrekt
privacy-back-here = Hier: zie welke apps verbonden zijn, neem het terug of laat alles wissen.
privacy-back-app = In de app: verbreek de verbinding met je auto. Wat er voor die app is bewaard, wordt dan gewist.
privacy-back-maker = Bij de fabrikant: trek in je account, bij apps van derden, de toestemming in.
privacy-back-key = In de auto: verwijder bij de sloten of sleutels de sleutel van de app. Vanaf dat moment gehoorzaamt de auto hem niet meer.

## De grootte van de accu

capacity-title = Hoe groot is je accu?
capacity-text = Je { $car } is met meer dan één grootte verkocht, en { $app } rekent daarmee. Het staat in de papieren van de auto.
capacity-size = { $size } kWh
capacity-save = Deze grootte opslaan
capacity-leave = Weet ik niet

## A key's own page

key-page-intro = Het duurt ongeveer een minuut; als eigenaar kunt u het overal doen.
key-page-approve = <b>Keur goed</b> in de { $maker }-app. De sleutel heet { $domain }.
key-page-anybody = Deze pagina kent uw auto niet.
key-page-sign-in = Meld u aan om te zien of de sleutel er is.
key-page-blocked-todo = Dat moet { $app } in orde maken; jij hebt je deel gedaan. Kijk over een poosje nog eens.

## The owner's page

take-back-at = U kunt dit altijd terugnemen:
owner-title = Uw auto’s en wie ze ziet
owner-intro = Meld u aan bij de maker van uw auto. Dan ziet u welke apps verbonden zijn, neemt u het terug of laat u alles wissen.
owner-failed = Het aanmelden is niet gelukt. Probeer het opnieuw.
owner-nothing-new = Hiermee wordt niets verbonden en geen app hoort ervan.
owner-real-cars = Echte auto’s tonen
owner-simulated-cars = Gesimuleerde auto’s tonen
owner-unknown = Geen app heeft hier iets van u
owner-unknown-text = { $maker } heeft ons verteld wie u bent. Onder dit account wordt hier niets bewaard, ook niets van deze aanmelding.
owner-no-apps = Geen app is met uw auto’s verbonden.
owner-since = verbonden sinds { $date }
owner-may = Wat { $app } mag
owner-key-of = Sleutel van { $app }: { $domain }.
owner-car-key = CarKey wordt bij uw account bewaard.
owner-key-since = Zo sinds { $date }.
owner-key-remove = De sleutel verwijderen
owner-key-stays = Een sleutel blijft in de auto tot u hem verwijdert: in de auto, bij sloten of sleutels, of in de app van de maker.
owner-take-back = Terugnemen
owner-take-back-all = Alles van { $app } terugnemen
owner-take-back-title = Terugnemen van { $app }?
owner-take-back-text = { $app } ziet dan niets meer van deze auto’s en kan er niets meer mee doen:
owner-taken-back = Het is teruggenomen.
owner-at-maker = De toestemming die u bij { $maker } zelf hebt gegeven, kunt u ook daar intrekken, voor alle apps die haar gebruiken.
owner-take-back-at-maker = Intrekken bij { $maker } ({ $domain })
owner-keep = Zo laten
owner-sign-out = Afmelden
owner-delete = Mijn gegevens wissen
owner-delete-title = Alles wissen?
owner-delete-text = Alles wat hier over dit account en zijn auto’s wordt bewaard, wordt voor alle apps gewist. Als { $maker } het toelaat, wordt ook de toestemming daar ingetrokken; de volgende pagina zegt of dat is gebeurd. Dit kan niet ongedaan worden gemaakt.
owner-delete-now = Alles wissen
owner-deleted = Alles is gewist
owner-deleted-text = Op { $date } is hier verwijderd:
owner-withdrawn = { $maker } heeft de toestemming ingetrokken.
owner-not-withdrawn = { $maker } heeft niet bevestigd dat de toestemming is ingetrokken. Trek haar daar ook in: in uw account, bij apps van derden.
owner-receipt = Als bestand bewaren

removed-accounts = Toestemmingen van de maker
removed-cars = Auto’s en hun gegevens
removed-connections = Verbindingen met apps
removed-permissions = Wat u hebt toegestaan
removed-tokens = Toegang van apps
removed-readings = Metingen
removed-keys = Wat over sleutels bekend was
removed-events = Gebeurtenissen en berichten daarover
removed-visits = Onvoltooide bezoeken
removed-other = Andere gegevens
