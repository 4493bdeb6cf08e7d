### Was Besitzerinnen und Besitzer in Connect lesen. Kurz, in der Sie-Form, ohne Fachwörter.

## Jede Seite

frame-step = { $number } von { $of }
frame-secured = Gesichert durch { $operator }
frame-privacy = Datenschutz
frame-about-page = Über diese Seite
frame-language = Sprache
frame-simulated = Simulierte Autos: Nichts hier erreicht ein echtes Auto.
opens-in-new-tab = öffnet einen neuen Tab

## Wer will was

preamble-title = { $app } möchte sich mit Ihrem Auto verbinden
preamble-text = Sie entscheiden, was die App sehen und tun darf.
preamble-sign-in = Sie melden sich beim Hersteller Ihres Autos an
preamble-sign-in-text = { $app } sieht Ihr Passwort nie.
preamble-choose = Sie wählen, was geteilt wird
preamble-choose-text = Nur die Autos und Rechte, die Sie ankreuzen.
preamble-take-back = Sie können alles zurücknehmen
preamble-take-back-text = Jederzeit, in { $app } oder in der App des Herstellers.
preamble-continue = Weiter
preamble-leave = Jetzt nicht

## Marken

brands-title = Von wem ist Ihr Auto?
brands-text = Dort melden Sie sich als Nächstes an.
brands-search = Suchen
brands-search-label = Marke suchen
brands-list = Marken
brands-key-needed = Schlüssel nötig
brands-car-key = CarKey
brands-none = Eine Marke dieses Namens lässt sich hier noch nicht verbinden.
brands-all = Alle Marken zeigen
brands-leave = Zurück zu { $app }

## Autos und Rechte

consent-title = Was darf { $app }?
consent-signed-in = Angemeldet bei { $maker } als { $email }
consent-signed-in-without-name = Angemeldet bei { $maker }
consent-cars = Ihre Autos
consent-permissions = Rechte
consent-needed = nötig
consent-no-car = Wählen Sie ein Auto
consent-no-car-text = Noch ist nichts verbunden, weil kein Auto gewählt wurde. Kreuzen Sie mindestens eines an und drücken Sie auf „Erlauben“.
consent-allow = Erlauben
consent-deny = Nicht erlauben

car-year-and-end = { $year }, endet auf { $end }
car-end = endet auf { $end }
car-and-driver = { $car }; Sie fahren es, es gehört Ihnen nicht
car-driver = Sie fahren es, es gehört Ihnen nicht

group-energy = Batterie und Laden
group-driving = Ort und Fahrt
group-access = Schlösser und Türen
group-comfort = Klima
group-condition = Zustand
group-identity = Auto und Konto

permission-read-alerts = Warnungen sehen
    .meaning = Wovor der Bildschirm im Auto warnt
permission-read-battery = Die Batterie sehen
    .meaning = Ladestand, Reichweite und Größe
permission-read-charge = Das Laden sehen
    .meaning = Ob es am Kabel ist, ob es lädt, und bis wohin
permission-read-charge-events = Sehen, wann das Laden beginnt und endet
    .meaning = Jeden Beginn und jedes Ende, sobald es geschieht
permission-read-charge-locations = Ihre Ladeorte sehen
    .meaning = Die Orte, die Sie gespeichert haben, und ihre Zeiten
permission-read-charge-records = Frühere Ladungen sehen
    .meaning = Wann, wo und wie viel Sie geladen haben
permission-read-climate = Die Klimaanlage sehen
    .meaning = Heizen, Kühlen und Enteisen, an oder aus
permission-read-compass = Die Fahrtrichtung sehen
    .meaning = Wohin das Auto zeigt
permission-read-diagnostics = Fehler sehen
    .meaning = Fehlercodes und wie es den Systemen geht
permission-read-engine-oil = Das Motoröl sehen
    .meaning = Wie lange das Öl noch hält
permission-read-extended-vehicle-info = Mehr über das Auto sehen
    .meaning = Ausstattung, Spitzname, Software, zu Hause oder nicht
permission-read-fuel = Den Tank sehen
    .meaning = Was im Tank ist und wie weit es reicht
permission-read-location = Sehen, wo das Auto ist
    .meaning = Seinen Ort in diesem Augenblick
permission-read-odometer = Die gefahrene Strecke sehen
    .meaning = Den Kilometerstand
permission-read-security = Schlösser und Türen sehen
    .meaning = Verriegelt oder nicht, Türen und Fenster offen oder zu
permission-read-service-history = Werkstattbesuche sehen
    .meaning = Wann es in der Werkstatt war und wofür
permission-read-speedometer = Das Tempo sehen
    .meaning = Wie schnell es gerade fährt
permission-read-thermometer = Temperaturen sehen
    .meaning = Im Auto und draußen
permission-read-tires = Den Reifendruck sehen
    .meaning = Den Druck in jedem Reifen
permission-read-user-profile = Die E-Mail-Adresse Ihres Kontos sehen
    .meaning = Mit ihr melden Sie sich beim Hersteller an
permission-read-vehicle-info = Sehen, welches Auto es ist
    .meaning = Marke, Modell, Baujahr und ob der Schlüssel da ist
permission-read-vin = Die Fahrgestellnummer sehen
    .meaning = Die Nummer, die nur dieses eine Auto hat
permission-control-charge = Das Laden starten und beenden
    .meaning = Stellt auch ein, wie voll geladen wird
permission-control-climate = Das Auto heizen und kühlen
    .meaning = Schaltet die Klimaanlage ein und aus, stellt die Wärme ein
permission-control-navigation = Ziele senden
    .meaning = Gibt einen Ort in die Navigation des Autos ein
permission-control-pin = Die PIN zum Fahren setzen
    .meaning = Schaltet die PIN zum Fahren ein und aus
permission-control-security = Verriegeln und entriegeln
    .meaning = Alle Türen, von überall
permission-control-trunk = Den Kofferraum öffnen
    .meaning = Vorn und hinten, und schließen, wo das Auto es kann

## Der Schlüssel

key-title = Fügen Sie Ihrem { $maker } den Schlüssel von { $app } hinzu
key-intro = Der letzte Schritt. Er dauert etwa eine Minute. Wenn das Auto Ihnen gehört, geht es von überall.
key-cars = Ihre Autos
key-scan = <b>Scannen Sie den Code</b> mit dem Telefon, auf dem die { $maker }-App ist.
key-tap = <b>Tippen Sie auf die Taste</b> unten. Die { $maker }-App öffnet sich.
key-approve = <b>Stimmen Sie zu</b>, in der { $maker }-App als { $email }.
key-approve-nameless = <b>Stimmen Sie zu</b>, in der { $maker }-App mit dem Konto, mit dem Sie sich angemeldet haben.
key-turns = Diese Seite <b>wird von selbst grün</b>.
key-return = <b>Kommen Sie zurück</b> auf diese Seite und prüfen Sie es.
key-code = Ein Code für die Kamera Ihres Telefons. Er öffnet { $link }
key-scan-title = Mit dem Telefon scannen
key-send = oder den Link dorthin senden: <a href="{ $mail }">per E-Mail</a>
key-link-label = Link für Ihr Telefon
key-copy = Kopieren
key-copied = Kopiert
key-open = { $maker }-App öffnen
key-later = Später erledigen
key-check = Ich habe ihn hinzugefügt
key-check-done = Ich habe es getan
key-on-phone = Ich bin am Telefon
key-on-desktop = Die { $maker }-App ist auf einem anderen Gerät
key-why = Warum verlangt mein Auto das?
key-why-text = Ein { $maker } gehorcht nur Schlüsseln, die sein Besitzer hinzugefügt hat. { $app } hat einen eigenen Schlüssel: Damit weiß das Auto, dass eine Anfrage von { $app } kommt und von niemandem sonst.
key-why-remove = Sie sehen den Schlüssel im Auto und in der { $maker }-App und können ihn dort jederzeit entfernen.
key-section = Schlüssel für Ihren { $maker }

key-several = Jedes Auto bekommt den Schlüssel für sich. Die { $maker }-App nimmt das Auto, das sie zeigt; die Links bei den Autos wählen eines aus.
key-blocked = Er lässt sich gerade nicht hinzufügen. Mit Ihrem Auto ist alles in Ordnung.
key-blocked-registration = { $maker } kennt { $app } dort nicht, wo Ihr Konto geführt wird; die App würde ablehnen.
key-blocked-file = Die { $maker }-App könnte den Schlüssel von { $app } nicht lesen und würde ablehnen.
key-blocked-todo = Das muss { $app } in Ordnung bringen; Sie haben alles getan. Sehen Sie in einer Weile wieder nach, oder erledigen Sie es später: Ihr Auto bleibt verbunden.
key-look-again = Noch einmal nachsehen
key-owner-title = Den Schlüssel von { $app } fügt der Besitzer hinzu
key-owner-intro = Sie fahren dieses Auto, und einen Schlüssel fügt sein Besitzer hinzu. Sie haben alles getan.
key-no = Die { $maker }-App lehnt ab?
key-no-access = <b>Sie verlangt erst Zugriff.</b> Verbinden Sie Ihr Auto in { $app } und öffnen Sie dann den Link noch einmal.
key-no-account = <b>Sie sagt, Zugriff sei nicht erteilt.</b> Dort ist ein anderes Konto angemeldet. Melden Sie sich als { $email } an und öffnen Sie dann den Link noch einmal.
key-no-account-nameless = <b>Sie sagt, Zugriff sei nicht erteilt.</b> Dort ist ein anderes Konto angemeldet. Melden Sie sich mit dem an, das Sie verbunden haben, und öffnen Sie dann den Link noch einmal.
key-no-registration = <b>Sie sagt, die Anwendung sei nicht registriert.</b> Das muss { $app } in Ordnung bringen. Versuchen Sie es in einer Weile wieder.
key-no-phone = <b>Sie will das Telefon neu koppeln.</b> Richten Sie dieses Telefon erst als Schlüssel des Autos ein: in der App, im Auto sitzend.
key-no-answer = <b>Sie erreicht das Auto nicht.</b> Öffnen Sie eine Tür, damit das Auto online ist, und versuchen Sie es wieder.
key-no-half = <b>Sie sagt, der Schlüssel sei da, und diese Seite wartet noch.</b> Entfernen Sie ihn im Auto in den Einstellungen zur Verriegelung und öffnen Sie dann den Link noch einmal.

car-key-title = Aktivieren Sie CarKey in Ihrem { $maker }
car-key-intro = Nur einmal. Es beweist dem Hersteller, dass Sie die Schlüssel haben.
car-key-section = CarKey für Ihren { $maker }
car-key-sit = <b>Setzen Sie sich ins Auto</b>, mit den Schlüsseln bei sich, und schalten Sie die Zündung ein.
car-key-phone = <b>Ihr Telefon ist verbunden</b> mit dem Auto, über Bluetooth.
car-key-open-app = <b>Öffnen Sie die { $app }-App</b> und tippen Sie auf „CarKey aktivieren“.
car-key-until = Bis dahin kann { $app } nichts lesen und nichts verriegeln. Sie können es tun, wenn Sie das nächste Mal fahren.
car-key-open = { $app }-App öffnen
car-key-why-text = { $maker } will wissen, ob, wer das Auto verbindet, auch seine Schlüssel hat. Die App fragt das Auto selbst, ein einziges Mal, während Sie darin sitzen.
car-key-missing-pairing = Koppeln Sie das Telefon mit dem Auto und versuchen Sie es erneut.
car-key-missing-bluetooth = Verbinden Sie das Telefon per Bluetooth mit dem Auto und versuchen Sie es erneut.
car-key-missing-key = Nehmen Sie den Schlüssel mit ins Auto und versuchen Sie es erneut.
car-key-missing-ignition = Schalten Sie die Zündung ein und versuchen Sie es erneut.
car-key-missing-inside = Setzen Sie sich mit Telefon und Schlüssel ins Auto und versuchen Sie es erneut.
car-key-missing-clock = Die Uhr des Autos geht falsch. Lassen Sie sie stellen und versuchen Sie es erneut.
car-key-missing-removal = Für die Reaktivierung ist es zu spät. Entfernen Sie das Auto in der App und beginnen Sie neu.
car-key-missing-steps = Bestätigen Sie zuerst in der App Ihre Telefonnummer und registrieren Sie das Telefon.
car-key-missing-other = Der letzte Versuch ist gescheitert. Versuchen Sie es in der App erneut.

key-both-title = Ihre Autos verlangen einen Schlüssel
key-both-intro = Der letzte Schritt. Bei jedem Auto geht es anders. Sie können eines jetzt und das andere später erledigen.

streaming-title = Noch eine Sache im Auto
streaming-intro = Ein Schlüssel ist nicht nötig. Eine Einstellung im Auto hält die Daten aktuell.

line-virtual-key-waiting = nötig für Befehle und aktuelle Daten
line-virtual-key-ready = Schlüssel hinzugefügt
line-car-key-ready = CarKey ist aktiv
line-streaming-off = schalten Sie die Übertragung ein, um aktuelle Daten zu haben
line-streaming-on = braucht keinen; die Übertragung ist an
line-of-year = { $year }: { $text }
line-owner-only = Sie fahren es; der Besitzer fügt den Schlüssel hinzu
line-link = Link für dieses Auto öffnen
line-suspended = sein CarKey ruht; schalten Sie ihn in der App wieder ein
line-suspended-until = sein CarKey ruht; schalten Sie ihn in der App vor { $moment } wieder ein
line-failed = der Hersteller antwortet nicht; wir fragen weiter

pill-waiting = wartet
pill-ready = bereit
pill-not-needed = kein Schlüssel nötig
pill-owner-only = für den Besitzer
pill-suspended = ruht
pill-failed = fehlgeschlagen

streaming-how = Zeigen Sie mir, wie
streaming-how-1 = Öffnen Sie auf dem Bildschirm des Autos die Bedienung und dann die Einstellungen zu Sicherheit oder Datenschutz.
streaming-how-2 = Schalten Sie den mobilen Zugriff und das Teilen oder Übertragen von Daten ein.
streaming-how-3 = Fahren Sie einmal oder wecken Sie das Auto. Diese Zeile wird von selbst grün.
streaming-mail = Schritte an { $email } senden
streaming-mail-sent = Die Schritte sind unterwegs an { $email }.
streaming-mail-failed = Die E-Mail konnte nicht gesendet werden. Die Schritte oben sind dieselben.
streaming-mail-subject = Schalten Sie in Ihrem { $car } die Übertragung ein
streaming-mail-text = { $app } ist mit Ihrem { $car } verbunden. Ist die Übertragung eingeschaltet, sind die Daten dort immer aktuell. Im Auto:
owner-how = Was kann ich tun?
owner-how-1 = Bitten Sie den Besitzer, das Auto mit dem eigenen Konto zu verbinden.
owner-how-2 = Oder fügen Sie den Schlüssel hinzu, während Sie mit einer Schlüsselkarte neben dem Auto stehen, falls die App des Herstellers das anbietet.

key-done-title = Ihr Schlüssel ist hinzugefügt
key-done-car-key-title = CarKey ist aktiv
key-done-cars-title = Ihre Autos sind bereit
key-done-text = { $app } kann jetzt tun, was Sie erlaubt haben. Sie finden den Schlüssel im Auto in den Einstellungen zur Verriegelung.
key-done-text-without-place = { $app } kann jetzt tun, was Sie erlaubt haben.
key-done-back = Zurück zu { $app }
key-done-returns = { $seconds ->
    [one] In einer Sekunde kehren Sie von selbst zurück.
   *[other] In { $seconds } Sekunden kehren Sie von selbst zurück.
}
key-done-stay = Hier bleiben

## Wenn es nicht weitergeht

refusal-details = Angaben für den Support
refusal-cancelled = Sie haben die Seite von { $maker } verlassen
    .why = { $maker } hat uns nichts über Sie mitgeteilt. Deshalb ist nichts verbunden.
    .todo = Melden Sie sich noch einmal an oder wählen Sie eine andere Marke.
refusal-sign-in = { $maker } hat Sie nicht angemeldet
    .why = Die Anmeldung wurde nicht angenommen. Mehr erfahren wir von dort nicht.
    .todo = Prüfen Sie in der App von { $maker }, ob Ihr Konto funktioniert, und versuchen Sie es dann erneut.
refusal-no-vehicles = In diesem Konto bei { $maker } ist kein Auto
    .why = Sie sind angemeldet, aber { $maker } führt für dieses Konto kein Auto.
    .todo = Melden Sie sich mit dem Konto an, das Sie in der App von { $maker } benutzen, oder bitten Sie den Besitzer, Sie dort hinzuzufügen.
refusal-vehicle-missing = Ihr Auto ist nicht in diesem Konto bei { $maker }
    .why = { $app } fragt nach einem bestimmten Auto, und { $maker } führt es nicht für dieses Konto.
    .todo = Melden Sie sich mit dem Konto an, zu dem dieses Auto gehört.
refusal-subscription = Die Online-Dienste Ihres Autos sind aus
    .why = { $maker } gibt Daten nur heraus, solange die Online-Dienste für das Auto aktiv sind.
    .todo = Aktivieren oder verlängern Sie sie in der App von { $maker } und beginnen Sie dann in { $app } von vorn.
refusal-incompatible = Ihr { $car } kann das nicht
    .why = { $app } braucht etwas, was dieses Auto aus der Ferne nicht bietet.
    .todo = Wählen Sie ein anderes Auto, wenn Sie eines haben. Was { $app } braucht, kann nur { $app } ändern.
refusal-incompatible-some = Ihr Auto kann das nicht
    .why = { $app } braucht etwas, was kein Auto in diesem Konto bei { $maker } aus der Ferne bietet.
    .todo = Wählen Sie ein anderes Konto oder eine andere Marke, wenn Sie eine haben. Was { $app } braucht, kann nur { $app } ändern.
refusal-permissions = { $maker } hat etwas zurückgehalten
    .why = { $app } braucht diese Rechte, und auf der Seite von { $maker } waren sie nicht angekreuzt:
    .todo = Melden Sie sich noch einmal an und lassen Sie sie angekreuzt, oder gehen Sie zurück, ohne zu verbinden.
refusal-not-ready = { $app } ist für { $maker } noch nicht bereit
    .why = { $maker } kennt { $app } dort nicht, wo Ihr Konto geführt wird. Deshalb ist nichts verbunden.
    .todo = Das muss { $app } in Ordnung bringen; Sie haben alles getan. Gehen Sie zurück und versuchen Sie es in einer Weile wieder.
refusal-silent = { $maker } antwortet nicht
    .why = Die Server dort sind gerade nicht erreichbar. Deshalb ist nichts verbunden.
    .todo = Versuchen Sie es in ein paar Minuten erneut. Nichts von dem, was Sie getan haben, geht verloren.

way-retry = Erneut versuchen
way-other-brand = Andere Marke wählen
way-other-account = Mit anderem Konto anmelden
way-back = Zurück zu { $app }

## Links, die nirgendwohin führen; das lesen Entwickler

error-facts = Was mit dem Link kam
error-expected = erwartet
error-reference = Referenz
error-no-client = Der Link nennt keine Anwendung
    .why = Der Parameter client_id (oder application_id) fehlt. Niemand weiß, wer fragt.
    .todo = Für Entwickler: client_id mit der Kennung ergänzen, die „openfob app list“ zeigt.
error-client = Der Link nennt eine unbekannte Anwendung
    .why = Unter dieser client_id ist hier keine Anwendung registriert.
    .todo = Für Entwickler: mit „openfob app list“ vergleichen und prüfen, ob der Link zum richtigen Server führt.
error-redirect = Der Link führt an eine nicht registrierte Adresse zurück
    .why = Eine redirect_uri muss Zeichen für Zeichen einer registrierten gleichen: Schema, Host, Port, Pfad und Schrägstrich am Ende.
    .todo = Für Entwickler: diese Adresse für die Anwendung registrieren oder eine registrierte senden.
error-no-redirect = Der Link sagt nicht, wohin er zurückführt
    .why = Der Parameter redirect_uri fehlt, und für die Anwendung ist keine registriert.
    .todo = Für Entwickler: eine für die Anwendung registrieren oder, wenn kein Rückweg gewünscht ist, response_type=none senden.
error-expired = Diese Seite gilt nicht mehr
    .why = Sie haben vor längerer Zeit begonnen, sind schon fertig oder haben in einem anderen Browser begonnen.
    .todo = Gehen Sie zurück zur App und beginnen Sie dort von vorn.
error-form = Diese Taste kam nicht von hier
    .why = Die Seite dazu wurde nicht an diesen Browser ausgegeben, oder Cookies sind aus.
    .todo = Erlauben Sie Cookies für diese Website, gehen Sie dann zurück zur App und beginnen Sie dort von vorn.
error-parameter = Der Link enthält einen unlesbaren Wert
    .why = Einer seiner Parameter ist nicht, was er sein soll, und es gibt keinen sicheren Weg zurück.
    .todo = Für Entwickler: diesen Parameter im Link berichtigen.
error-ours = Bei uns ist etwas kaputtgegangen
    .why = Der Fehler steht unter dieser Referenz im Protokoll dieses Servers.
    .todo = Gehen Sie zurück zur App und beginnen Sie von vorn. Geschieht es noch einmal, geben Sie die Referenz an den Betreiber dieses Servers weiter.

## Das Ende, wo keine App wartet

done-title = Alles erledigt
done-text = { $app } ist verbunden. Sie können diese Seite schließen.
done-nothing = Nichts wurde verbunden
    .text = { $app } hat hierdurch keinen Zugriff auf ein Auto. Sie können diese Seite schließen.

## Datenschutz

privacy-title = Was aufbewahrt wird und wie Sie es zurücknehmen
privacy-intro = { $operator } betreibt diese Seite für die App, die Sie hergeschickt hat. Sie steht zwischen dem Hersteller Ihres Autos und dieser App.
privacy-kept = Was aufbewahrt wird
privacy-kept-permission = Die Erlaubnis, die uns der Hersteller gab, als Sie sich dort anmeldeten. Sie ist verschlüsselt. Ihr Passwort bleibt beim Hersteller; wir sehen es nie.
privacy-kept-cars = Welche Autos und welche Rechte Sie welcher App erlaubt haben, und seit wann.
privacy-kept-readings = Die letzten Werte von dem, was Sie erlaubt haben, damit das Auto nicht für jede Frage geweckt werden muss.
privacy-kept-key = Ob der Schlüssel der App in Ihrem Auto ist und wann wir das zuletzt gehört haben.
privacy-not = Was nicht getan wird
privacy-not-sold = Nichts wird verkauft, und keine App sieht, was einer anderen erlaubt wurde.
privacy-not-cookies = Hier gibt es keine Tracker. Ein Cookie merkt sich, wo Sie auf diesen Seiten sind, bis Sie fertig sind; ein weiteres die Sprache, wenn Sie eine wählen.
privacy-back = Wie Sie es zurücknehmen
privacy-back-here = Hier: sehen, welche Apps verbunden sind, es zurücknehmen oder alles löschen lassen.
privacy-back-app = In der App: Trennen Sie Ihr Auto. Was für diese App darüber aufbewahrt wurde, wird dann gelöscht.
privacy-back-maker = Beim Hersteller: Entziehen Sie in Ihrem Konto, unter Apps von Dritten, die Erlaubnis.
privacy-back-key = Im Auto: Entfernen Sie bei den Schlössern oder Schlüsseln den Schlüssel der App. Von da an gehorcht ihm das Auto nicht mehr.

## Die Größe der Batterie

capacity-title = Wie groß ist Ihre Batterie?
capacity-text = Ihr { $car } wurde mit mehr als einer Größe verkauft, und { $app } plant damit. Sie steht in den Papieren des Autos.
capacity-size = { $size } kWh
capacity-save = Diese Größe speichern
capacity-leave = Ich weiß es nicht

## A key's own page

key-page-intro = Es dauert etwa eine Minute; als Halter können Sie es überall tun.
key-page-approve = <b>Bestätigen</b> Sie in der { $maker }-App. Der Schlüssel heißt { $domain }.
key-page-anybody = Diese Seite kennt Ihr Auto nicht.
key-page-sign-in = Melden Sie sich an, um zu sehen, ob der Schlüssel da ist.
key-page-blocked-todo = Das muss { $app } in Ordnung bringen; Sie haben alles getan. Sehen Sie in einer Weile wieder nach.

## The owner's page

take-back-at = Sie können das jederzeit zurücknehmen:
owner-title = Ihre Autos und wer sie sieht
owner-intro = Melden Sie sich beim Hersteller Ihres Autos an. Dann sehen Sie, welche Apps verbunden sind, nehmen es zurück oder lassen alles löschen.
owner-failed = Aus der Anmeldung wurde nichts. Versuchen Sie es noch einmal.
owner-nothing-new = Dadurch wird nichts verbunden, und keine App erfährt davon.
owner-real-cars = Echte Autos zeigen
owner-simulated-cars = Simulierte Autos zeigen
owner-unknown = Keine App hat hier etwas von Ihnen
owner-unknown-text = { $maker } hat uns gesagt, wer Sie sind. Unter diesem Konto ist hier nichts gespeichert, auch nichts von dieser Anmeldung.
owner-no-apps = Mit Ihren Autos ist keine App verbunden.
owner-since = verbunden seit { $date }
owner-may = Was { $app } darf
owner-key-of = Schlüssel von { $app }: { $domain }.
owner-car-key = CarKey gehört zu Ihrem Konto.
owner-key-since = So seit { $date }.
owner-key-remove = Schlüssel entfernen
owner-key-stays = Ein Schlüssel bleibt im Auto, bis Sie ihn entfernen: im Auto unter Verriegelung oder Schlüssel, oder in der App des Herstellers.
owner-take-back = Zurücknehmen
owner-take-back-all = Alles von { $app } zurücknehmen
owner-take-back-title = Von { $app } zurücknehmen?
owner-take-back-text = { $app } sieht dann nichts mehr von diesen Autos und kann nichts mehr mit ihnen tun:
owner-taken-back = Es ist zurückgenommen.
owner-at-maker = Die Erlaubnis, die Sie bei { $maker } selbst gegeben haben, können Sie auch dort widerrufen, für alle Apps, die sie nutzen.
owner-take-back-at-maker = Bei { $maker } widerrufen ({ $domain })
owner-keep = So lassen
owner-sign-out = Abmelden
owner-delete = Meine Daten löschen
owner-delete-title = Alles löschen?
owner-delete-text = Alles, was hier über dieses Konto und seine Autos gespeichert ist, wird für alle Apps gelöscht. Wo { $maker } es zulässt, wird auch die Erlaubnis dort widerrufen; die nächste Seite sagt, ob es geschehen ist. Das lässt sich nicht rückgängig machen.
owner-delete-now = Alles löschen
owner-deleted = Alles ist gelöscht
owner-deleted-text = Am { $date } wurde hier entfernt:
owner-withdrawn = { $maker } hat die Erlaubnis widerrufen.
owner-not-withdrawn = { $maker } hat nicht bestätigt, dass die Erlaubnis widerrufen ist. Widerrufen Sie sie auch dort: in Ihrem Konto unter Apps von Dritten.
owner-receipt = Als Datei speichern

removed-accounts = Erlaubnisse Ihres Herstellers
removed-cars = Autos und ihre Angaben
removed-connections = Verbindungen mit Apps
removed-permissions = Was Sie erlaubt haben
removed-tokens = Zugänge von Apps
removed-readings = Messwerte
removed-keys = Was über Schlüssel bekannt war
removed-events = Ereignisse und Nachrichten darüber
removed-visits = Unfertige Besuche
removed-other = Andere Einträge
