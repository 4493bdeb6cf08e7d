### What owners read in Connect. Short, second person, no jargon.

## Every page

frame-step = { $number } of { $of }
frame-secured = Secured by { $operator }
frame-privacy = Privacy
frame-about-page = About this page
frame-language = Language
frame-simulated = Simulated cars: nothing here reaches a real car.
opens-in-new-tab = opens in a new tab

## Who wants what

preamble-title = { $app } wants to connect to your car
preamble-text = You decide what it may see and do.
preamble-sign-in = You sign in with your car’s maker
preamble-sign-in-text = { $app } never sees your password.
preamble-choose = You choose what is shared
preamble-choose-text = Only the cars and the permissions that you tick.
preamble-take-back = You can take it back
preamble-take-back-text = At any time, in { $app } or in your car maker’s app.
preamble-continue = Continue
preamble-leave = Not now

## Brands

brands-title = Who made your car?
brands-text = You sign in there next.
brands-search = Search
brands-search-label = Search for a brand
brands-list = Brands
brands-key-needed = key needed
brands-car-key = CarKey
brands-none = No brand by that name can be connected here yet.
brands-all = Show all brands
brands-leave = Back to { $app }

## Cars and permissions

consent-title = What may { $app } do?
consent-signed-in = Signed in at { $maker } as { $email }
consent-signed-in-without-name = Signed in at { $maker }
consent-cars = Your cars
consent-permissions = Permissions
consent-needed = needed
consent-no-car = Choose a car
consent-no-car-text = Nothing is connected yet, because no car was chosen. Tick at least one and press Allow.
consent-allow = Allow
consent-deny = Don’t allow

car-year-and-end = { $year }, ends in { $end }
car-end = ends in { $end }
car-and-driver = { $car }; you are a driver, not the owner
car-driver = You are a driver, not the owner

group-energy = Battery and charging
group-driving = Place and driving
group-access = Locks and doors
group-comfort = Climate
group-condition = Condition
group-identity = Car and account

permission-read-alerts = See warnings
    .meaning = What the car’s screen warns of
permission-read-battery = See the battery
    .meaning = Charge level, range and size
permission-read-charge = See charging
    .meaning = Plugged in or not, charging or not, its limit
permission-read-charge-events = See when charging starts and ends
    .meaning = Each start and each end, as it happens
permission-read-charge-locations = See your charging places
    .meaning = The places you saved and their schedules
permission-read-charge-records = See past charging
    .meaning = When, where and how much you charged
permission-read-climate = See climate settings
    .meaning = Heating, cooling and defrosting, on or off
permission-read-compass = See its heading
    .meaning = Which way the car points
permission-read-diagnostics = See faults
    .meaning = Fault codes and how its systems are
permission-read-engine-oil = See engine oil
    .meaning = How long the oil will last
permission-read-extended-vehicle-info = See more about the car
    .meaning = Its trim, its nickname, its software, at home or not
permission-read-fuel = See fuel
    .meaning = What is in the tank, and how far it goes
permission-read-location = See where the car is
    .meaning = Its place now
permission-read-odometer = See distance driven
    .meaning = The total on its odometer
permission-read-security = See locks and doors
    .meaning = Locked or not, doors and windows open or shut
permission-read-service-history = See service visits
    .meaning = When it was in the workshop, and for what
permission-read-speedometer = See its speed
    .meaning = How fast it drives now
permission-read-thermometer = See temperatures
    .meaning = Inside and outside the car
permission-read-tires = See tyre pressure
    .meaning = The pressure of each tyre
permission-read-user-profile = See your account’s e-mail
    .meaning = The address you sign in with at the car’s maker
permission-read-vehicle-info = See which car it is
    .meaning = Make, model, year, and whether the key is in place
permission-read-vin = See the VIN
    .meaning = The number that names this one car
permission-control-charge = Start and stop charging
    .meaning = Also sets the charge limit
permission-control-climate = Heat and cool the car
    .meaning = Turns climate on and off, sets the warmth
permission-control-navigation = Send destinations
    .meaning = Puts a place into the car’s navigation
permission-control-pin = Set the driving PIN
    .meaning = Turns the PIN for driving on and off
permission-control-security = Lock and unlock
    .meaning = All doors, from anywhere
permission-control-trunk = Open the trunk
    .meaning = Front and rear, and shut them where the car can

## The key step

key-title = Add { $app }’s key to your { $maker }
key-intro = Last step. It takes about a minute; as the owner you can do it anywhere.
key-cars = Your cars
key-scan = <b>Scan the code</b> with the phone that has the { $maker } app.
key-tap = <b>Tap the button</b> below. The { $maker } app opens.
key-approve = <b>Approve</b> in the { $maker } app as { $email }.
key-approve-nameless = <b>Approve</b> in the { $maker } app, in the account that you signed in with.
key-turns = This page <b>turns green by itself</b>.
key-return = <b>Come back</b> to this page and check.
key-code = A code for your phone’s camera. It opens { $link }
key-scan-title = Scan with your phone
key-send = or send the link to it: <a href="{ $mail }">by e-mail</a>
key-link-label = Link for your phone
key-copy = Copy
key-copied = Copied
key-open = Open the { $maker } app
key-later = Do this later
key-check = I have added it
key-check-done = I have done it
key-on-phone = I am on my phone
key-on-desktop = The { $maker } app is on another device
key-why = Why does my car ask for this?
key-why-text = A { $maker } obeys only keys that its owner has added. { $app } has a key of its own: with it, the car knows that a request comes from { $app } and from nobody else.
key-why-remove = You see the key in the car and in the { $maker } app, and remove it there whenever you like.
key-section = Key for your { $maker }

key-several = Each car gets the key on its own. The { $maker } app takes the car that it shows; the links at the cars choose one.
key-blocked = It cannot be added just now. Nothing is wrong with your car.
key-blocked-registration = { $maker } does not know { $app } where your account is kept, so its app would refuse.
key-blocked-file = The { $maker } app could not read { $app }’s key, so it would refuse.
key-blocked-todo = { $app } has to put that right; you have done your part. Look again in a while, or do this later: your car stays connected.
key-look-again = Look again
key-owner-title = The owner adds { $app }’s key
key-owner-intro = You drive this car, and a key is its owner’s to add. Your part is done.
key-no = The { $maker } app says no?
key-no-access = <b>It asks for access first.</b> Connect your car in { $app }, then open the link again.
key-no-account = <b>It says that access was not given.</b> It is signed in to another account. Sign in there as { $email }, then open the link again.
key-no-account-nameless = <b>It says that access was not given.</b> It is signed in to another account. Sign in there with the one that you connected, then open the link again.
key-no-registration = <b>It says that the app is not registered.</b> { $app } has to put that right. Try again in a while.
key-no-phone = <b>It asks you to pair the phone again.</b> Set this phone up as a key of the car first: in the app, sitting in the car.
key-no-answer = <b>It does not reach the car.</b> Open a door, so that the car is online, then try again.
key-no-half = <b>It says that the key is there, and this page still waits.</b> Remove the key in the car under its locks, then open the link again.

car-key-title = Activate CarKey in your { $maker }
car-key-intro = Once only. It proves to the car’s maker that the keys are yours.
car-key-section = CarKey for your { $maker }
car-key-sit = <b>Sit in the car</b> with the keys on you and switch the ignition on.
car-key-phone = <b>Phone connected</b> to the car by Bluetooth.
car-key-open-app = <b>Open the { $app } app</b> and tap Activate CarKey.
car-key-until = Until then { $app } can read nothing and lock nothing. You can do this next time you drive.
car-key-open = Open the { $app } app
car-key-why-text = { $maker } wants to know that whoever connects the car also holds its keys. The app asks the car itself, once, while you sit in it.
car-key-missing-pairing = Pair the phone with the car, then try again.
car-key-missing-bluetooth = Let the phone connect to the car by Bluetooth, then try again.
car-key-missing-key = Take the car’s key with you into the car, then try again.
car-key-missing-ignition = Switch the ignition on, then try again.
car-key-missing-inside = Sit in the car with the phone and the key, then try again.
car-key-missing-clock = The car’s clock is wrong. Let it set its time, then try again.
car-key-missing-removal = It is too late to bring it back. Remove the car in the app, then start again.
car-key-missing-steps = Confirm your phone number and register the phone in the app first.
car-key-missing-other = The last try did not work. Try again in the app.

key-both-title = Your cars ask for a key
key-both-intro = Last step. Each car has its own way, and you can do one now and the other later.

streaming-title = One more thing in the car
streaming-intro = No key is needed. One setting in the car keeps the data fresh.

line-virtual-key-waiting = needed for commands and fresh data
line-virtual-key-ready = key added
line-car-key-ready = CarKey is active
line-streaming-off = turn on streaming for the latest data
line-streaming-on = needs none; streaming is on
line-of-year = { $year }: { $text }
line-owner-only = you are a driver; its owner adds the key
line-link = Open the link for this car
line-suspended = its CarKey rests; turn it on again in the app
line-suspended-until = its CarKey rests; turn it on again in the app before { $moment }
line-failed = its maker gives no answer; we keep asking

pill-waiting = waiting
pill-ready = ready
pill-not-needed = no key needed
pill-owner-only = for the owner
pill-suspended = resting
pill-failed = failed

streaming-how = Show me how
streaming-how-1 = On the car’s own screen, open the controls and then the safety or privacy settings.
streaming-how-2 = Turn on mobile access, and sharing or streaming of data.
streaming-how-3 = Drive or wake the car once. This line turns green by itself.
streaming-mail = Send me the steps to { $email }
streaming-mail-sent = The steps are on their way to { $email }.
streaming-mail-failed = The e-mail could not be sent. The steps above are the same.
streaming-mail-subject = Turn on streaming in your { $car }
streaming-mail-text = { $app } is connected to your { $car }. With streaming turned on it always sees the latest data. In the car:
owner-how = What can I do?
owner-how-1 = Ask the owner to connect the car from their own account.
owner-how-2 = Or add the key while you stand beside the car, with a key card at hand, where the maker’s app offers it.

key-done-title = Your key is in place
key-done-car-key-title = CarKey is active
key-done-cars-title = Your cars are ready
key-done-text = { $app } can now do what you allowed. You find the key in the car under Controls, Locks.
key-done-text-without-place = { $app } can now do what you allowed.
key-done-back = Back to { $app }
key-done-returns = { $seconds ->
    [one] You return by yourself in one second.
   *[other] You return by yourself in { $seconds } seconds.
}
key-done-stay = Stay here

## When it cannot go on

refusal-details = Details for support
refusal-cancelled = You left { $maker }’s page
    .why = { $maker } has told us nothing about you, so nothing is connected.
    .todo = Sign in again, or choose another brand.
refusal-sign-in = { $maker } didn’t let you in
    .why = It did not accept the sign-in, and tells us no more than that.
    .todo = Check in { $maker }’s own app that your account works, then try again.
refusal-no-vehicles = There is no car in this { $maker } account
    .why = You are signed in, but { $maker } lists no car for this account.
    .todo = Sign in with the account that you use in { $maker }’s app, or ask the owner to add you there.
refusal-vehicle-missing = Your car is not in this { $maker } account
    .why = { $app } asks for one certain car, and { $maker } does not list it for this account.
    .todo = Sign in with the account that has this car.
refusal-subscription = Your car’s online services are off
    .why = { $maker } gives out data only while its connected services are active for the car.
    .todo = Activate or renew them in { $maker }’s app, then start again from { $app }.
refusal-incompatible = Your { $car } can’t do this
    .why = { $app } needs something that this car does not offer from afar.
    .todo = Choose another car if you have one; only { $app } can change what it needs.
refusal-incompatible-some = Your car can’t do this
    .why = { $app } needs something that no car in this { $maker } account offers from afar.
    .todo = Choose another account or brand if you have one; only { $app } can change what it needs.
refusal-permissions = { $maker } kept something back
    .why = { $app } can’t work without these, and they were not ticked on { $maker }’s page:
    .todo = Sign in again and leave them ticked, or go back and don’t connect.
refusal-not-ready = { $app } is not ready for { $maker } yet
    .why = { $maker } does not know { $app } where your account is kept, so nothing is connected.
    .todo = { $app } has to put that right; you have done your part. Go back, and try again in a while.
refusal-silent = { $maker } gives no answer
    .why = Its servers can’t be reached at the moment, so nothing is connected.
    .todo = Try again in a few minutes. Nothing that you did is lost.

way-retry = Try again
way-other-brand = Choose another brand
way-other-account = Sign in with another account
way-back = Back to { $app }

## Links that lead nowhere; read by developers

error-facts = What came with the link
error-expected = expected
error-reference = reference
error-no-client = The link names no application
    .why = The parameter client_id (or application_id) is missing, so nobody knows who asks.
    .todo = Developer: add client_id with the id that “openfob app list” shows.
error-client = The link names an unknown application
    .why = No application is registered here under this client_id.
    .todo = Developer: compare it with “openfob app list”, and check that the link leads to the right server.
error-redirect = The link leads back to an unregistered address
    .why = A redirect_uri must equal a registered one, character by character: scheme, host, port, path and slash at the end.
    .todo = Developer: register this address for the application, or send one that is.
error-no-redirect = The link doesn’t say where to lead back to
    .why = The parameter redirect_uri is missing, and the application has none registered.
    .todo = Developer: register one for the application, or send response_type=none where no way back is wanted.
error-expired = This page is no longer good
    .why = You started a while ago, have already finished, or started in another browser.
    .todo = Go back to the app and start again from there.
error-form = This button didn’t come from here
    .why = The page it was on was not given to this browser, or cookies are off.
    .todo = Allow cookies for this site, then go back to the app and start again from there.
error-parameter = The link has a value that can’t be read
    .why = One of its parameters is not what it should be, and there is no safe way to lead you back.
    .todo = Developer: correct this parameter in the link.
error-ours = Something broke on our side
    .why = The fault is written in this server’s log, under this reference.
    .todo = Go back to the app and start again. If it happens twice, pass the reference on to whoever runs this server.

## The end, where no app waits

done-title = All done
done-text = { $app } is connected. You can close this page.
done-nothing = Nothing was connected
    .text = { $app } has no access to a car from this. You can close this page.

## Privacy

privacy-title = What is kept, and how you take it back
privacy-intro = { $operator } runs this page for the app that sent you. It stands between your car’s maker and that app.
privacy-kept = What is kept
privacy-kept-permission = The permission that your car’s maker gave us when you signed in there. It is encrypted. Your password stays with the maker; we never see it.
privacy-kept-cars = Which cars and which permissions you allowed, for which app, and since when.
privacy-kept-readings = The latest readings of what you allowed, so that the car need not be woken for each question.
privacy-kept-key = Whether the app’s key is in your car, and when we last heard so.
privacy-not = What is not done
privacy-not-sold = Nothing is sold, and no app sees what another one was allowed.
privacy-not-cookies = There are no trackers here. One cookie keeps your place on these pages until you are done; another one keeps your language, if you choose one.
privacy-back = How you take it back
privacy-back-here = Here: see which apps are connected, take it back or have everything deleted.
privacy-back-app = In the app: disconnect your car. What is kept about it for that app is then deleted.
privacy-back-maker = At your car’s maker: in your account, under third-party apps, withdraw the permission.
privacy-back-key = In the car: under its locks or keys, remove the app’s key. The car obeys it no longer from that moment on.

## The battery's size

capacity-title = How large is your battery?
capacity-text = Your { $car } was sold with more than one size, and { $app } plans with it. It stands in the car’s papers.
capacity-size = { $size } kWh
capacity-save = Save this size
capacity-leave = I don’t know

## A key's own page

key-page-intro = It takes about a minute; as the owner you can do it anywhere.
key-page-approve = <b>Approve</b> in the { $maker } app. The key is called { $domain }.
key-page-anybody = This page does not know your car.
key-page-sign-in = Sign in to see whether the key is in place.
key-page-blocked-todo = { $app } has to put that right; you have done your part. Look again in a while.

## The owner's page

take-back-at = You can take this back at any time:
owner-title = Your cars and who sees them
owner-intro = Sign in with your car’s maker. You then see which apps are connected, take it back or have everything deleted.
owner-failed = The sign-in came to nothing. Try again.
owner-nothing-new = Nothing is connected by this, and no app learns of it.
owner-real-cars = Show real cars
owner-simulated-cars = Show simulated cars
owner-unknown = No app holds anything of yours here
owner-unknown-text = { $maker } told us who you are. Nothing is kept here under this account, and nothing of this sign-in.
owner-no-apps = No app is connected to your cars.
owner-since = connected since { $date }
owner-may = What { $app } may do
owner-key-of = { $app }’s key: { $domain }.
owner-car-key = CarKey is kept with your account.
owner-key-since = Like this since { $date }.
owner-key-remove = Remove the key
owner-key-stays = A key in the car stays there until you remove it: in the car, under its locks or keys, or in the maker’s app.
owner-take-back = Take it back
owner-take-back-all = Take everything back from { $app }
owner-take-back-title = Take it back from { $app }?
owner-take-back-text = { $app } then sees nothing more of these cars and can do nothing with them:
owner-taken-back = It is taken back.
owner-at-maker = The permission that you gave at { $maker } itself can be taken back there too, for every app that uses it.
owner-take-back-at-maker = Take it back at { $maker } ({ $domain })
owner-keep = Leave it as it is
owner-sign-out = Sign out
owner-delete = Delete my data
owner-delete-title = Delete everything?
owner-delete-text = All that is kept here about this account and its cars goes, for every app. Where { $maker } allows it, the permission there is withdrawn too; the next page says whether it was. This cannot be undone.
owner-delete-now = Delete everything
owner-deleted = Everything is deleted
owner-deleted-text = On { $date } this was removed here:
owner-withdrawn = { $maker } has withdrawn the permission.
owner-not-withdrawn = { $maker } has not confirmed that the permission is withdrawn. Withdraw it there too: in your account, under third-party apps.
owner-receipt = Save this as a file

removed-accounts = Permissions of your car’s maker
removed-cars = Cars and their details
removed-connections = Connections with apps
removed-permissions = What you allowed
removed-tokens = Access of apps
removed-readings = Readings
removed-keys = What was known of keys
removed-events = Events and messages about them
removed-visits = Unfinished visits
removed-other = Other entries
