### Ce que les propriétaires lisent dans Connect. Court, avec vous, sans jargon.

## Toutes les pages

frame-step = { $number } sur { $of }
frame-secured = Sécurisé par { $operator }
frame-privacy = Confidentialité
frame-about-page = À propos de cette page
frame-language = Langue
frame-simulated = Voitures simulées : rien ici n’atteint une vraie voiture.
opens-in-new-tab = s’ouvre dans un nouvel onglet

## Qui demande quoi

preamble-title = { $app } souhaite se connecter à votre voiture
preamble-text = Vous décidez de ce que l’application peut voir et faire.
preamble-sign-in = Vous vous connectez chez le constructeur
preamble-sign-in-text = { $app } ne voit jamais votre mot de passe.
preamble-choose = Vous choisissez ce qui est partagé
preamble-choose-text = Seulement les voitures et les droits que vous cochez.
preamble-take-back = Vous pouvez tout retirer
preamble-take-back-text = À tout moment, dans { $app } ou dans l’application du constructeur.
preamble-continue = Continuer
preamble-leave = Pas maintenant

## Marques

brands-title = Quelle est la marque de votre voiture ?
brands-text = C’est là que vous vous connectez ensuite.
brands-search = Rechercher
brands-search-label = Rechercher une marque
brands-list = Marques
brands-key-needed = clé nécessaire
brands-car-key = CarKey
brands-none = Aucune marque de ce nom ne peut encore être connectée ici.
brands-all = Afficher toutes les marques
brands-leave = Revenir à { $app }

## Voitures et droits

consent-title = Que peut faire { $app } ?
consent-signed-in = Connecté chez { $maker } avec { $email }
consent-signed-in-without-name = Connecté chez { $maker }
consent-cars = Vos voitures
consent-permissions = Droits
consent-needed = requis
consent-no-car = Choisissez une voiture
consent-no-car-text = Rien n’est encore connecté, car aucune voiture n’a été choisie. Cochez-en au moins une, puis appuyez sur « Autoriser ».
consent-allow = Autoriser
consent-deny = Ne pas autoriser

car-year-and-end = { $year }, se termine par { $end }
car-end = se termine par { $end }
car-and-driver = { $car } ; vous la conduisez, mais elle n’est pas à vous
car-driver = Vous la conduisez, mais elle n’est pas à vous

group-energy = Batterie et recharge
group-driving = Position et conduite
group-access = Serrures et portes
group-comfort = Climatisation
group-condition = État
group-identity = Voiture et compte

permission-read-alerts = Voir les alertes
    .meaning = Ce que signale l’écran de la voiture
permission-read-battery = Voir la batterie
    .meaning = Niveau de charge, autonomie et taille
permission-read-charge = Voir la recharge
    .meaning = Branchée ou non, en charge ou non, sa limite
permission-read-charge-events = Voir quand la recharge commence et finit
    .meaning = Chaque début et chaque fin, au moment même
permission-read-charge-locations = Voir vos lieux de recharge
    .meaning = Les lieux que vous avez enregistrés et leurs horaires
permission-read-charge-records = Voir les recharges passées
    .meaning = Quand, où et combien vous avez rechargé
permission-read-climate = Voir la climatisation
    .meaning = Chauffage, refroidissement et dégivrage, actifs ou non
permission-read-compass = Voir son orientation
    .meaning = De quel côté la voiture est tournée
permission-read-diagnostics = Voir les pannes
    .meaning = Les codes de panne et l’état de ses systèmes
permission-read-engine-oil = Voir l’huile du moteur
    .meaning = Combien de temps l’huile durera encore
permission-read-extended-vehicle-info = En voir plus sur la voiture
    .meaning = Sa finition, son petit nom, son logiciel, à la maison ou non
permission-read-fuel = Voir le carburant
    .meaning = Ce qu’il y a dans le réservoir et la distance possible
permission-read-location = Voir où est la voiture
    .meaning = Sa position en ce moment
permission-read-odometer = Voir la distance parcourue
    .meaning = Le total au compteur
permission-read-security = Voir les serrures et les portes
    .meaning = Verrouillée ou non, portes et vitres ouvertes ou fermées
permission-read-service-history = Voir les passages à l’atelier
    .meaning = Quand elle y est allée, et pourquoi
permission-read-speedometer = Voir sa vitesse
    .meaning = À quelle vitesse elle roule en ce moment
permission-read-thermometer = Voir les températures
    .meaning = Dans la voiture et dehors
permission-read-tires = Voir la pression des pneus
    .meaning = La pression de chaque pneu
permission-read-user-profile = Voir l’adresse e-mail de votre compte
    .meaning = Celle avec laquelle vous vous connectez chez le constructeur
permission-read-vehicle-info = Voir de quelle voiture il s’agit
    .meaning = Marque, modèle, année, et si la clé est en place
permission-read-vin = Voir le numéro de châssis
    .meaning = Le numéro que seule cette voiture porte
permission-control-charge = Lancer et arrêter la recharge
    .meaning = Règle aussi la limite de charge
permission-control-climate = Chauffer et rafraîchir la voiture
    .meaning = Allume et éteint la climatisation, règle la température
permission-control-navigation = Envoyer des destinations
    .meaning = Met un lieu dans la navigation de la voiture
permission-control-pin = Définir le code PIN de conduite
    .meaning = Active et désactive le code PIN pour conduire
permission-control-security = Verrouiller et déverrouiller
    .meaning = Toutes les portes, de partout
permission-control-trunk = Ouvrir le coffre
    .meaning = Avant et arrière, et les fermer si la voiture le peut

## La clé

key-title = Ajoutez la clé de { $app } à votre { $maker }
key-intro = Dernière étape. Elle prend environ une minute. Si la voiture est à vous, faites-la où vous voulez.
key-cars = Vos voitures
key-scan = <b>Scannez le code</b> avec le téléphone qui a l’application { $maker }.
key-tap = <b>Touchez le bouton</b> ci-dessous. L’application { $maker } s’ouvre.
key-approve = <b>Approuvez</b> dans l’application { $maker } avec { $email }.
key-approve-nameless = <b>Approuvez</b> dans l’application { $maker }, avec le compte qui vous a servi à vous connecter.
key-turns = Cette page <b>passe au vert toute seule</b>.
key-return = <b>Revenez</b> sur cette page et vérifiez.
key-code = Un code pour l’appareil photo de votre téléphone. Il ouvre { $link }
key-scan-title = Scannez avec votre téléphone
key-send = ou envoyez-y le lien : <a href="{ $mail }">par e-mail</a>
key-link-label = Lien pour votre téléphone
key-copy = Copier
key-copied = Copié
key-open = Ouvrir l’application { $maker }
key-later = Le faire plus tard
key-check = J’ai ajouté la clé
key-check-done = C’est fait
key-on-phone = Je suis sur mon téléphone
key-on-desktop = L’application { $maker } est sur un autre appareil
key-why = Pourquoi ma voiture demande-t-elle cela ?
key-why-text = Une { $maker } n’obéit qu’aux clés que son propriétaire a ajoutées. { $app } a sa propre clé : ainsi, la voiture sait qu’une demande vient de { $app } et de personne d’autre.
key-why-remove = Vous voyez la clé dans la voiture et dans l’application { $maker }, et vous l’y retirez quand vous voulez.
key-section = Clé pour votre { $maker }

key-several = Chaque voiture reçoit la clé séparément. L’application { $maker } prend la voiture qu’elle affiche ; les liens près des voitures en choisissent une.
key-blocked = Elle ne peut pas être ajoutée pour le moment. Votre voiture n’y est pour rien.
key-blocked-registration = { $maker } ne connaît pas { $app } là où se trouve votre compte ; son application refuserait.
key-blocked-file = L’application { $maker } ne pourrait pas lire la clé de { $app } et refuserait.
key-blocked-todo = C’est à { $app } d’y remédier ; vous avez fait votre part. Regardez de nouveau dans un moment, ou faites-le plus tard : votre voiture reste connectée.
key-look-again = Regarder de nouveau
key-owner-title = Le propriétaire ajoute la clé de { $app }
key-owner-intro = Vous conduisez cette voiture, et c’est à son propriétaire d’ajouter une clé. Vous avez fait votre part.
key-no = L’application { $maker } refuse ?
key-no-access = <b>Elle demande d’abord un accès.</b> Connectez votre voiture dans { $app }, puis ouvrez de nouveau le lien.
key-no-account = <b>Elle dit que l’accès n’a pas été donné.</b> Elle est connectée à un autre compte. Connectez-vous-y avec { $email }, puis ouvrez de nouveau le lien.
key-no-account-nameless = <b>Elle dit que l’accès n’a pas été donné.</b> Elle est connectée à un autre compte. Connectez-vous-y avec celui que vous avez relié, puis ouvrez de nouveau le lien.
key-no-registration = <b>Elle dit que l’application n’est pas enregistrée.</b> C’est à { $app } d’y remédier. Réessayez dans un moment.
key-no-phone = <b>Elle demande d’associer de nouveau le téléphone.</b> Faites d’abord de ce téléphone une clé de la voiture : dans l’application, assis dans la voiture.
key-no-answer = <b>Elle n’atteint pas la voiture.</b> Ouvrez une porte pour que la voiture soit en ligne, puis réessayez.
key-no-half = <b>Elle dit que la clé est là, et cette page attend toujours.</b> Retirez la clé dans la voiture, dans les réglages de verrouillage, puis ouvrez de nouveau le lien.

car-key-title = Activez CarKey dans votre { $maker }
car-key-intro = Une seule fois. Cela prouve au constructeur que les clés sont à vous.
car-key-section = CarKey pour votre { $maker }
car-key-sit = <b>Installez-vous dans la voiture</b>, les clés sur vous, et mettez le contact.
car-key-phone = <b>Téléphone connecté</b> à la voiture par Bluetooth.
car-key-open-app = <b>Ouvrez l’application { $app }</b> et touchez « Activer CarKey ».
car-key-until = D’ici là, { $app } ne peut rien lire ni rien verrouiller. Vous pourrez le faire à votre prochain trajet.
car-key-open = Ouvrir l’application { $app }
car-key-why-text = { $maker } veut savoir que la personne qui connecte la voiture en a aussi les clés. L’application le demande à la voiture elle-même, une seule fois, pendant que vous y êtes.
car-key-missing-pairing = Associez le téléphone à la voiture, puis réessayez.
car-key-missing-bluetooth = Connectez le téléphone à la voiture par Bluetooth, puis réessayez.
car-key-missing-key = Prenez la clé avec vous dans la voiture, puis réessayez.
car-key-missing-ignition = Mettez le contact, puis réessayez.
car-key-missing-inside = Asseyez-vous dans la voiture avec le téléphone et la clé, puis réessayez.
car-key-missing-clock = L’horloge de la voiture est fausse. Laissez-la se régler, puis réessayez.
car-key-missing-removal = Il est trop tard pour réactiver. Retirez la voiture dans l’application, puis recommencez.
car-key-missing-steps = Confirmez d’abord votre numéro et enregistrez le téléphone dans l’application.
car-key-missing-other = La dernière tentative a échoué. Réessayez dans l’application.

key-both-title = Vos voitures demandent une clé
key-both-intro = Dernière étape. Chaque voiture a sa manière. Vous pouvez en faire une maintenant et l’autre plus tard.

streaming-title = Encore une chose dans la voiture
streaming-intro = Aucune clé n’est nécessaire. Un réglage dans la voiture garde les données à jour.

line-virtual-key-waiting = nécessaire pour les commandes et les données à jour
line-virtual-key-ready = clé ajoutée
line-car-key-ready = CarKey est actif
line-streaming-off = activez la transmission pour avoir les dernières données
line-streaming-on = n’en demande pas ; la transmission est active
line-of-year = { $year } : { $text }
line-owner-only = vous la conduisez ; son propriétaire ajoute la clé
line-link = Ouvrir le lien pour cette voiture
line-suspended = son CarKey est en pause ; réactivez-le dans l’application
line-suspended-until = son CarKey est en pause ; réactivez-le dans l’application avant { $moment }
line-failed = son constructeur ne répond pas ; nous continuons à demander

pill-waiting = en attente
pill-ready = prête
pill-not-needed = sans clé
pill-owner-only = au propriétaire
pill-suspended = en pause
pill-failed = échec

streaming-how = Me montrer comment
streaming-how-1 = Sur l’écran de la voiture, ouvrez les commandes, puis les réglages de sécurité ou de confidentialité.
streaming-how-2 = Activez l’accès mobile, ainsi que le partage ou la transmission des données.
streaming-how-3 = Roulez ou réveillez la voiture une fois. Cette ligne passe au vert toute seule.
streaming-mail = Envoyer les étapes à { $email }
streaming-mail-sent = Les étapes sont en route vers { $email }.
streaming-mail-failed = L’e-mail n’a pas pu être envoyé. Les étapes ci-dessus sont les mêmes.
streaming-mail-subject = Activez la transmission dans votre { $car }
streaming-mail-text = { $app } est connecté à votre { $car }. Une fois la transmission activée, les dernières données y sont toujours. Dans la voiture :
owner-how = Que puis-je faire ?
owner-how-1 = Demandez au propriétaire de connecter la voiture avec son propre compte.
owner-how-2 = Ou ajoutez la clé à côté de la voiture, une carte-clé à la main, si l’application du constructeur le propose.

key-done-title = Votre clé est en place
key-done-car-key-title = CarKey est actif
key-done-cars-title = Vos voitures sont prêtes
key-done-text = { $app } peut maintenant faire ce que vous avez autorisé. Vous trouvez la clé dans la voiture, dans les réglages de verrouillage.
key-done-text-without-place = { $app } peut maintenant faire ce que vous avez autorisé.
key-done-back = Revenir à { $app }
key-done-returns = { $seconds ->
    [one] Retour automatique dans { $seconds } seconde.
   *[other] Retour automatique dans { $seconds } secondes.
}
key-done-stay = Rester ici

## Quand cela ne peut pas continuer

refusal-details = Détails pour l’assistance
refusal-cancelled = Vous avez quitté la page de { $maker }
    .why = { $maker } ne nous a rien dit de vous. Rien n’est donc connecté.
    .todo = Connectez-vous à nouveau, ou choisissez une autre marque.
refusal-sign-in = { $maker } ne vous a pas laissé entrer
    .why = La connexion n’a pas été acceptée, et nous n’en savons pas plus.
    .todo = Vérifiez dans l’application de { $maker } que votre compte fonctionne, puis réessayez.
refusal-no-vehicles = Il n’y a aucune voiture dans ce compte { $maker }
    .why = Vous êtes connecté, mais { $maker } n’indique aucune voiture pour ce compte.
    .todo = Connectez-vous avec le compte que vous utilisez dans l’application de { $maker }, ou demandez au propriétaire de vous y ajouter.
refusal-vehicle-missing = Votre voiture n’est pas dans ce compte { $maker }
    .why = { $app } demande une voiture précise, et { $maker } ne l’indique pas pour ce compte.
    .todo = Connectez-vous avec le compte de cette voiture.
refusal-subscription = Les services en ligne de votre voiture sont inactifs
    .why = { $maker } ne donne des données que tant que les services connectés de la voiture sont actifs.
    .todo = Activez-les ou renouvelez-les dans l’application de { $maker }, puis recommencez depuis { $app }.
refusal-incompatible = Votre { $car } ne le permet pas
    .why = { $app } a besoin d’une chose que cette voiture n’offre pas à distance.
    .todo = Choisissez une autre voiture si vous en avez une. Seul { $app } peut changer ce qu’il lui faut.
refusal-incompatible-some = Votre voiture ne le permet pas
    .why = { $app } a besoin d’une chose qu’aucune voiture de ce compte { $maker } n’offre à distance.
    .todo = Choisissez un autre compte ou une autre marque si vous en avez. Seul { $app } peut changer ce qu’il lui faut.
refusal-permissions = { $maker } a retenu quelque chose
    .why = { $app } ne fonctionne pas sans ces droits, et ils n’étaient pas cochés sur la page de { $maker } :
    .todo = Connectez-vous à nouveau en les laissant cochés, ou revenez sans connecter.
refusal-not-ready = { $app } n’est pas encore prête pour { $maker }
    .why = { $maker } ne connaît pas { $app } là où se trouve votre compte. Rien n’est donc connecté.
    .todo = C’est à { $app } d’y remédier ; vous avez fait votre part. Revenez en arrière et réessayez dans un moment.
refusal-silent = { $maker } ne répond pas
    .why = Ses serveurs sont injoignables pour le moment. Rien n’est donc connecté.
    .todo = Réessayez dans quelques minutes. Rien de ce que vous avez fait n’est perdu.

way-retry = Réessayer
way-other-brand = Choisir une autre marque
way-other-account = Utiliser un autre compte
way-back = Revenir à { $app }

## Liens qui ne mènent nulle part ; lus par des développeurs

error-facts = Ce que le lien contenait
error-expected = attendu
error-reference = référence
error-no-client = Le lien ne nomme aucune application
    .why = Le paramètre client_id (ou application_id) manque. Personne ne sait donc qui demande.
    .todo = Développeur : ajoutez client_id avec l’identifiant qu’affiche « openfob app list ».
error-client = Le lien nomme une application inconnue
    .why = Aucune application n’est enregistrée ici sous ce client_id.
    .todo = Développeur : comparez-le à « openfob app list » et vérifiez que le lien mène au bon serveur.
error-redirect = Le lien ramène à une adresse non enregistrée
    .why = Une redirect_uri doit être égale à une adresse enregistrée, caractère par caractère : schéma, hôte, port, chemin et barre oblique finale.
    .todo = Développeur : enregistrez cette adresse pour l’application, ou envoyez-en une qui l’est.
error-no-redirect = Le lien ne dit pas où revenir
    .why = Le paramètre redirect_uri manque, et l’application n’en a enregistré aucune.
    .todo = Développeur : enregistrez-en une pour l’application, ou envoyez response_type=none si aucun retour n’est voulu.
error-expired = Cette page n’est plus valable
    .why = Vous avez commencé il y a longtemps, avez déjà terminé, ou avez commencé dans un autre navigateur.
    .todo = Retournez dans l’application et recommencez depuis là.
error-form = Ce bouton ne vient pas d’ici
    .why = La page où il était n’a pas été donnée à ce navigateur, ou les cookies sont désactivés.
    .todo = Autorisez les cookies pour ce site, puis retournez dans l’application et recommencez depuis là.
error-parameter = Le lien contient une valeur illisible
    .why = Un de ses paramètres n’est pas ce qu’il devrait être, et il n’y a pas de moyen sûr de vous ramener.
    .todo = Développeur : corrigez ce paramètre dans le lien.
error-ours = Quelque chose s’est cassé chez nous
    .why = La faute est écrite dans le journal de ce serveur, sous cette référence.
    .todo = Retournez dans l’application et recommencez. Si cela se reproduit, transmettez la référence à qui gère ce serveur.

## La fin, quand aucune application n’attend

done-title = C’est terminé
done-text = { $app } est connecté. Vous pouvez fermer cette page.
done-nothing = Rien n’a été connecté
    .text = { $app } n’a obtenu ici aucun accès à une voiture. Vous pouvez fermer cette page.

## Confidentialité

privacy-title = Ce qui est conservé, et comment le retirer
privacy-intro = { $operator } gère cette page pour l’application qui vous envoie. Elle se tient entre le constructeur de votre voiture et cette application.
privacy-kept = Ce qui est conservé
privacy-kept-permission = L’autorisation que le constructeur nous a donnée quand vous vous êtes connecté chez lui. Elle est chiffrée. Votre mot de passe reste chez le constructeur ; nous ne le voyons jamais.
privacy-kept-cars = Quelles voitures et quels droits vous avez autorisés, pour quelle application, et depuis quand.
privacy-kept-readings = Les dernières valeurs de ce que vous avez autorisé, pour ne pas réveiller la voiture à chaque question.
privacy-kept-key = Si la clé de l’application est dans votre voiture, et quand nous l’avons su pour la dernière fois.
privacy-not = Ce qui n’est pas fait
privacy-not-sold = Rien n’est vendu, et aucune application ne voit ce qui a été autorisé à une autre.
privacy-not-cookies = Il n’y a aucun traceur ici. Un cookie garde votre place dans ces pages jusqu’à la fin ; un autre garde la langue, si vous en choisissez une.
privacy-back = Comment le retirer
privacy-back-here = Ici : voyez quelles apps sont reliées, retirez votre accord ou faites tout supprimer.
privacy-back-app = Dans l’application : déconnectez votre voiture. Ce qui est conservé pour cette application est alors supprimé.
privacy-back-maker = Chez le constructeur : dans votre compte, sous les applications tierces, retirez l’autorisation.
privacy-back-key = Dans la voiture : sous les serrures ou les clés, retirez la clé de l’application. Dès cet instant, la voiture ne lui obéit plus.

## La taille de la batterie

capacity-title = Quelle est la taille de votre batterie ?
capacity-text = Votre { $car } a été vendue avec plusieurs tailles, et { $app } en tient compte. Elle figure dans les papiers de la voiture.
capacity-size = { $size } kWh
capacity-save = Enregistrer cette taille
capacity-leave = Je ne sais pas

## A key's own page

key-page-intro = Cela prend environ une minute ; en tant que propriétaire, vous pouvez le faire n’importe où.
key-page-approve = <b>Approuvez</b> dans l’app { $maker }. La clé s’appelle { $domain }.
key-page-anybody = Cette page ne connaît pas votre voiture.
key-page-sign-in = Connectez-vous pour voir si la clé est en place.
key-page-blocked-todo = C’est à { $app } d’y remédier ; vous avez fait votre part. Regardez de nouveau dans un moment.

## The owner's page

take-back-at = Vous pouvez revenir sur cet accord à tout moment :
owner-title = Vos voitures et qui les voit
owner-intro = Connectez-vous auprès de votre constructeur. Vous voyez ensuite quelles apps sont reliées, retirez votre accord ou faites tout supprimer.
owner-failed = La connexion n’a pas abouti. Réessayez.
owner-nothing-new = Rien n’est relié par cette connexion, et aucune app n’en est informée.
owner-real-cars = Voir les voitures réelles
owner-simulated-cars = Voir les voitures simulées
owner-unknown = Aucune app ne détient rien de vous ici
owner-unknown-text = { $maker } nous a dit qui vous êtes. Rien n’est conservé ici sous ce compte, ni de cette connexion.
owner-no-apps = Aucune app n’est reliée à vos voitures.
owner-since = reliée depuis le { $date }
owner-may = Ce que { $app } peut faire
owner-key-of = Clé de { $app } : { $domain }.
owner-car-key = CarKey est conservé avec votre compte.
owner-key-since = Ainsi depuis le { $date }.
owner-key-remove = Retirer la clé
owner-key-stays = Une clé reste dans la voiture jusqu’à ce que vous la retiriez : dans la voiture, sous verrouillage ou clés, ou dans l’app du constructeur.
owner-take-back = Retirer l’accord
owner-take-back-all = Tout retirer à { $app }
owner-take-back-title = Retirer l’accord à { $app } ?
owner-take-back-text = { $app } ne voit alors plus rien de ces voitures et ne peut plus rien en faire :
owner-taken-back = L’accord est retiré.
owner-at-maker = L’autorisation donnée chez { $maker } peut aussi y être retirée, pour toutes les apps qui s’en servent.
owner-take-back-at-maker = Retirer l’autorisation chez { $maker } ({ $domain })
owner-keep = Laisser tel quel
owner-sign-out = Se déconnecter
owner-delete = Supprimer mes données
owner-delete-title = Tout supprimer ?
owner-delete-text = Tout ce qui est conservé ici sur ce compte et ses voitures disparaît, pour toutes les apps. Si { $maker } le permet, l’autorisation y est retirée aussi ; la page suivante dit si c’est fait. C’est définitif.
owner-delete-now = Tout supprimer
owner-deleted = Tout est supprimé
owner-deleted-text = Le { $date }, ceci a été supprimé ici :
owner-withdrawn = { $maker } a retiré l’autorisation.
owner-not-withdrawn = { $maker } n’a pas confirmé le retrait de l’autorisation. Retirez-la aussi là-bas : dans votre compte, sous les apps tierces.
owner-receipt = Enregistrer dans un fichier

removed-accounts = Autorisations de votre constructeur
removed-cars = Voitures et leurs détails
removed-connections = Liens avec des apps
removed-permissions = Ce que vous avez autorisé
removed-tokens = Accès des apps
removed-readings = Relevés
removed-keys = Ce que l’on savait des clés
removed-events = Événements et messages à leur sujet
removed-visits = Visites inachevées
removed-other = Autres entrées
