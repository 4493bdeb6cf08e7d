### Lo que leen los propietarios en Connect. Breve, de tú, sin jerga.

## Todas las páginas

frame-step = { $number } de { $of }
frame-secured = Protegido por { $operator }
frame-privacy = Privacidad
frame-about-page = Sobre esta página
frame-language = Idioma
frame-simulated = Coches simulados: nada de esto llega a un coche real.
opens-in-new-tab = se abre en una pestaña nueva

## Quién quiere qué

preamble-title = { $app } quiere conectarse a tu coche
preamble-text = Tú decides qué puede ver y hacer.
preamble-sign-in = Inicias sesión con el fabricante de tu coche
preamble-sign-in-text = { $app } nunca ve tu contraseña.
preamble-choose = Eliges qué se comparte
preamble-choose-text = Solo los coches y los permisos que marques.
preamble-take-back = Puedes retirarlo
preamble-take-back-text = Cuando quieras, en { $app } o en la app del fabricante.
preamble-continue = Continuar
preamble-leave = Ahora no

## Marcas

brands-title = ¿De qué marca es tu coche?
brands-text = Ahí inicias sesión a continuación.
brands-search = Buscar
brands-search-label = Buscar una marca
brands-list = Marcas
brands-key-needed = necesita llave
brands-car-key = CarKey
brands-none = Aquí aún no se puede conectar ninguna marca con ese nombre.
brands-all = Ver todas las marcas
brands-leave = Volver a { $app }

## Coches y permisos

consent-title = ¿Qué puede hacer { $app }?
consent-signed-in = Sesión iniciada en { $maker } como { $email }
consent-signed-in-without-name = Sesión iniciada en { $maker }
consent-cars = Tus coches
consent-permissions = Permisos
consent-needed = necesario
consent-no-car = Elige un coche
consent-no-car-text = Todavía no hay nada conectado, porque no se eligió ningún coche. Marca al menos uno y pulsa «Permitir».
consent-allow = Permitir
consent-deny = No permitir

car-year-and-end = { $year }, acaba en { $end }
car-end = acaba en { $end }
car-and-driver = { $car }; lo conduces, pero no es tuyo
car-driver = Lo conduces, pero no es tuyo

group-energy = Batería y carga
group-driving = Ubicación y conducción
group-access = Cierres y puertas
group-comfort = Climatización
group-condition = Estado
group-identity = Coche y cuenta

permission-read-alerts = Ver los avisos
    .meaning = De qué avisa la pantalla del coche
permission-read-battery = Ver la batería
    .meaning = Nivel de carga, autonomía y tamaño
permission-read-charge = Ver la carga
    .meaning = Si está enchufado, si está cargando y hasta dónde
permission-read-charge-events = Ver cuándo empieza y acaba la carga
    .meaning = Cada inicio y cada fin, en el momento
permission-read-charge-locations = Ver tus lugares de carga
    .meaning = Los lugares que guardaste y sus horarios
permission-read-charge-records = Ver cargas anteriores
    .meaning = Cuándo, dónde y cuánto cargaste
permission-read-climate = Ver la climatización
    .meaning = Calefacción, frío y deshielo, encendidos o no
permission-read-compass = Ver su orientación
    .meaning = Hacia dónde apunta el coche
permission-read-diagnostics = Ver averías
    .meaning = Códigos de avería y cómo están sus sistemas
permission-read-engine-oil = Ver el aceite del motor
    .meaning = Cuánto durará el aceite
permission-read-extended-vehicle-info = Ver más sobre el coche
    .meaning = Su acabado, su apodo, su software, si está en casa
permission-read-fuel = Ver el combustible
    .meaning = Qué queda en el depósito y hasta dónde llega
permission-read-location = Ver dónde está el coche
    .meaning = Su ubicación ahora mismo
permission-read-odometer = Ver la distancia recorrida
    .meaning = El total del cuentakilómetros
permission-read-security = Ver cierres y puertas
    .meaning = Cerrado o no, puertas y ventanillas abiertas o cerradas
permission-read-service-history = Ver visitas al taller
    .meaning = Cuándo estuvo en el taller y para qué
permission-read-speedometer = Ver su velocidad
    .meaning = A qué velocidad va ahora
permission-read-thermometer = Ver las temperaturas
    .meaning = Dentro y fuera del coche
permission-read-tires = Ver la presión de los neumáticos
    .meaning = La presión de cada neumático
permission-read-user-profile = Ver el correo de tu cuenta
    .meaning = La dirección con la que inicias sesión con el fabricante
permission-read-vehicle-info = Ver qué coche es
    .meaning = Marca, modelo, año y si tiene la llave
permission-read-vin = Ver el número de bastidor
    .meaning = El número que solo tiene este coche
permission-control-charge = Iniciar y detener la carga
    .meaning = También fija el límite de carga
permission-control-climate = Calentar y enfriar el coche
    .meaning = Enciende y apaga la climatización, fija la temperatura
permission-control-navigation = Enviar destinos
    .meaning = Pone un lugar en el navegador del coche
permission-control-pin = Fijar el PIN de conducción
    .meaning = Activa y desactiva el PIN para conducir
permission-control-security = Cerrar y abrir
    .meaning = Todas las puertas, desde cualquier lugar
permission-control-trunk = Abrir el maletero
    .meaning = Delantero y trasero, y cerrarlos si el coche puede

## La llave

key-title = Añade la llave de { $app } a tu { $maker }
key-intro = Último paso. Tardas un minuto más o menos. Si el coche es tuyo, puedes hacerlo en cualquier lugar.
key-cars = Tus coches
key-scan = <b>Escanea el código</b> con el teléfono que tiene la app de { $maker }.
key-tap = <b>Toca el botón</b> de abajo. Se abre la app de { $maker }.
key-approve = <b>Aprueba</b> en la app de { $maker } como { $email }.
key-approve-nameless = <b>Aprueba</b> en la app de { $maker }, con la cuenta con la que iniciaste sesión.
key-turns = Esta página <b>se pone verde sola</b>.
key-return = <b>Vuelve</b> a esta página y compruébalo.
key-code = Un código para la cámara de tu teléfono. Abre { $link }
key-scan-title = Escanea con tu teléfono
key-send = o envíale el enlace: <a href="{ $mail }">por correo</a>
key-link-label = Enlace para tu teléfono
key-copy = Copiar
key-copied = Copiado
key-open = Abrir la app de { $maker }
key-later = Hacerlo más tarde
key-check = Ya la he añadido
key-check-done = Ya lo he hecho
key-on-phone = Estoy en mi teléfono
key-on-desktop = La app de { $maker } está en otro dispositivo
key-why = ¿Por qué lo pide mi coche?
key-why-text = Un { $maker } solo obedece a las llaves que añadió su propietario. { $app } tiene su propia llave: con ella, el coche sabe que una petición viene de { $app } y de nadie más.
key-why-remove = Ves la llave en el coche y en la app de { $maker }, y ahí la quitas cuando quieras.
key-section = Llave para tu { $maker }

key-several = Cada coche recibe la llave por separado. La app de { $maker } toma el coche que muestra; los enlaces junto a los coches eligen uno.
key-blocked = Ahora mismo no se puede añadir. A tu coche no le pasa nada.
key-blocked-registration = { $maker } no conoce a { $app } donde está tu cuenta, así que su app se negaría.
key-blocked-file = La app de { $maker } no podría leer la llave de { $app }, así que se negaría.
key-blocked-todo = { $app } tiene que arreglarlo; tú has hecho tu parte. Vuelve a mirar dentro de un rato o hazlo más tarde: tu coche sigue conectado.
key-look-again = Volver a mirar
key-owner-title = La llave de { $app } la añade el propietario
key-owner-intro = Tú conduces este coche, y una llave la añade su propietario. Has hecho tu parte.
key-no = ¿La app de { $maker } se niega?
key-no-access = <b>Pide acceso primero.</b> Conecta tu coche en { $app } y abre de nuevo el enlace.
key-no-account = <b>Dice que no se ha dado acceso.</b> Tiene abierta otra cuenta. Inicia sesión en ella como { $email } y abre de nuevo el enlace.
key-no-account-nameless = <b>Dice que no se ha dado acceso.</b> Tiene abierta otra cuenta. Inicia sesión en ella con la que conectaste y abre de nuevo el enlace.
key-no-registration = <b>Dice que la aplicación no está registrada.</b> { $app } tiene que arreglarlo. Prueba dentro de un rato.
key-no-phone = <b>Pide volver a emparejar el teléfono.</b> Configura primero este teléfono como llave del coche: en la app, sentado en el coche.
key-no-answer = <b>No llega al coche.</b> Abre una puerta para que el coche esté en línea y prueba de nuevo.
key-no-half = <b>Dice que la llave está, y esta página sigue esperando.</b> Quita la llave en el coche, en los ajustes de los cierres, y abre de nuevo el enlace.

car-key-title = Activa CarKey en tu { $maker }
car-key-intro = Solo una vez. Demuestra al fabricante que las llaves son tuyas.
car-key-section = CarKey para tu { $maker }
car-key-sit = <b>Siéntate en el coche</b> con las llaves encima y da el contacto.
car-key-phone = <b>Teléfono conectado</b> al coche por Bluetooth.
car-key-open-app = <b>Abre la app de { $app }</b> y toca «Activar CarKey».
car-key-until = Hasta entonces, { $app } no puede leer ni cerrar nada. Puedes hacerlo la próxima vez que conduzcas.
car-key-open = Abrir la app de { $app }
car-key-why-text = { $maker } quiere saber que quien conecta el coche también tiene sus llaves. La app se lo pregunta al propio coche, una sola vez, mientras estás dentro.
car-key-missing-pairing = Vincula el teléfono con el coche y vuelve a intentarlo.
car-key-missing-bluetooth = Conecta el teléfono al coche por Bluetooth y vuelve a intentarlo.
car-key-missing-key = Lleva la llave contigo dentro del coche y vuelve a intentarlo.
car-key-missing-ignition = Pon el contacto y vuelve a intentarlo.
car-key-missing-inside = Siéntate en el coche con el teléfono y la llave y vuelve a intentarlo.
car-key-missing-clock = El reloj del coche no va bien. Deja que se ajuste y vuelve a intentarlo.
car-key-missing-removal = Es demasiado tarde para reactivarla. Quita el coche en la aplicación y empieza de nuevo.
car-key-missing-steps = Confirma primero tu número y registra el teléfono en la aplicación.
car-key-missing-other = El último intento no funcionó. Vuelve a intentarlo en la aplicación.

key-both-title = Tus coches piden una llave
key-both-intro = Último paso. Cada coche tiene su manera. Puedes hacer uno ahora y el otro más tarde.

streaming-title = Una cosa más en el coche
streaming-intro = No hace falta llave. Un ajuste en el coche mantiene los datos al día.

line-virtual-key-waiting = necesaria para las órdenes y los datos al día
line-virtual-key-ready = llave añadida
line-car-key-ready = CarKey está activo
line-streaming-off = activa la transmisión para tener los últimos datos
line-streaming-on = no la necesita; la transmisión está activa
line-of-year = { $year }: { $text }
line-owner-only = lo conduces; la llave la añade su propietario
line-link = Abrir el enlace para este coche
line-suspended = su CarKey está en pausa; actívalo de nuevo en la app
line-suspended-until = su CarKey está en pausa; actívalo de nuevo en la app antes de { $moment }
line-failed = su fabricante no responde; seguimos preguntando

pill-waiting = en espera
pill-ready = listo
pill-not-needed = sin llave
pill-owner-only = para el propietario
pill-suspended = en pausa
pill-failed = error

streaming-how = Muéstrame cómo
streaming-how-1 = En la pantalla del coche, abre los controles y luego los ajustes de seguridad o de privacidad.
streaming-how-2 = Activa el acceso móvil y el envío o la transmisión de datos.
streaming-how-3 = Conduce o despierta el coche una vez. Esta línea se pone verde sola.
streaming-mail = Enviar los pasos a { $email }
streaming-mail-sent = Los pasos van de camino a { $email }.
streaming-mail-failed = No se pudo enviar el correo. Los pasos de arriba son los mismos.
streaming-mail-subject = Activa la transmisión en tu { $car }
streaming-mail-text = { $app } está conectado a tu { $car }. Con la transmisión activa, siempre ve los últimos datos. En el coche:
owner-how = ¿Qué puedo hacer?
owner-how-1 = Pide al propietario que conecte el coche con su propia cuenta.
owner-how-2 = O añade la llave junto al coche, con una tarjeta llave a mano, si la app del fabricante lo ofrece.

key-done-title = Tu llave está en su sitio
key-done-car-key-title = CarKey está activo
key-done-cars-title = Tus coches están listos
key-done-text = { $app } ya puede hacer lo que permitiste. Encuentras la llave en el coche, en los ajustes de los cierres.
key-done-text-without-place = { $app } ya puede hacer lo que permitiste.
key-done-back = Volver a { $app }
key-done-returns = { $seconds ->
    [one] Vuelves automáticamente en un segundo.
   *[other] Vuelves automáticamente en { $seconds } segundos.
}
key-done-stay = Quedarme aquí

## Cuando no se puede seguir

refusal-details = Detalles para soporte
refusal-cancelled = Saliste de la página de { $maker }
    .why = { $maker } no nos ha dicho nada de ti, así que no hay nada conectado.
    .todo = Inicia sesión de nuevo o elige otra marca.
refusal-sign-in = { $maker } no te dejó entrar
    .why = No aceptó el inicio de sesión, y no nos dice nada más.
    .todo = Comprueba en la app de { $maker } que tu cuenta funciona y vuelve a intentarlo.
refusal-no-vehicles = No hay ningún coche en esta cuenta de { $maker }
    .why = Has iniciado sesión, pero { $maker } no muestra ningún coche en esta cuenta.
    .todo = Inicia sesión con la cuenta que usas en la app de { $maker }, o pide al propietario que te añada ahí.
refusal-vehicle-missing = Tu coche no está en esta cuenta de { $maker }
    .why = { $app } pide un coche concreto, y { $maker } no lo muestra en esta cuenta.
    .todo = Inicia sesión con la cuenta que tiene este coche.
refusal-subscription = Los servicios en línea de tu coche están desactivados
    .why = { $maker } solo da datos mientras los servicios conectados del coche están activos.
    .todo = Actívalos o renuévalos en la app de { $maker } y empieza de nuevo desde { $app }.
refusal-incompatible = Tu { $car } no puede hacer esto
    .why = { $app } necesita algo que este coche no ofrece a distancia.
    .todo = Elige otro coche si lo tienes. Solo { $app } puede cambiar lo que necesita.
refusal-incompatible-some = Tu coche no puede hacer esto
    .why = { $app } necesita algo que ningún coche de esta cuenta de { $maker } ofrece a distancia.
    .todo = Elige otra cuenta u otra marca si la tienes. Solo { $app } puede cambiar lo que necesita.
refusal-permissions = { $maker } se ha guardado algo
    .why = { $app } no funciona sin estos permisos, y no estaban marcados en la página de { $maker }:
    .todo = Inicia sesión de nuevo y déjalos marcados, o vuelve sin conectar.
refusal-not-ready = { $app } aún no está lista para { $maker }
    .why = { $maker } no conoce a { $app } donde está tu cuenta, así que no hay nada conectado.
    .todo = { $app } tiene que arreglarlo; tú has hecho tu parte. Vuelve atrás y prueba dentro de un rato.
refusal-silent = { $maker } no responde
    .why = Ahora mismo no se puede acceder a sus servidores, así que no hay nada conectado.
    .todo = Vuelve a intentarlo en unos minutos. No se pierde nada de lo que hiciste.

way-retry = Volver a intentarlo
way-other-brand = Elegir otra marca
way-other-account = Entrar con otra cuenta
way-back = Volver a { $app }

## Enlaces que no llevan a ninguna parte; los leen desarrolladores

error-facts = Qué traía el enlace
error-expected = se esperaba
error-reference = referencia
error-no-client = El enlace no nombra ninguna aplicación
    .why = Falta el parámetro client_id (o application_id), así que nadie sabe quién pregunta.
    .todo = Desarrollador: añade client_id con el identificador que muestra «openfob app list».
error-client = El enlace nombra una aplicación desconocida
    .why = Aquí no hay ninguna aplicación registrada con este client_id.
    .todo = Desarrollador: compáralo con «openfob app list» y comprueba que el enlace lleva al servidor correcto.
error-redirect = El enlace vuelve a una dirección no registrada
    .why = Una redirect_uri debe ser igual a una registrada, carácter por carácter: esquema, host, puerto, ruta y barra final.
    .todo = Desarrollador: registra esta dirección para la aplicación, o envía una que lo esté.
error-no-redirect = El enlace no dice adónde volver
    .why = Falta el parámetro redirect_uri, y la aplicación no tiene ninguna registrada.
    .todo = Desarrollador: registra una para la aplicación, o envía response_type=none si no hace falta volver.
error-expired = Esta página ya no es válida
    .why = Empezaste hace tiempo, ya terminaste o empezaste en otro navegador.
    .todo = Vuelve a la app y empieza de nuevo desde ahí.
error-form = Este botón no venía de aquí
    .why = La página en la que estaba no se entregó a este navegador, o las cookies están desactivadas.
    .todo = Permite las cookies de este sitio, vuelve a la app y empieza de nuevo desde ahí.
error-parameter = El enlace tiene un valor que no se puede leer
    .why = Uno de sus parámetros no es lo que debería, y no hay una forma segura de llevarte de vuelta.
    .todo = Desarrollador: corrige este parámetro en el enlace.
error-ours = Algo se rompió por nuestra parte
    .why = El fallo está en el registro de este servidor, con esta referencia.
    .todo = Vuelve a la app y empieza de nuevo. Si pasa otra vez, da la referencia a quien lleva este servidor.

## El final, donde no espera ninguna app

done-title = Todo listo
done-text = { $app } está conectado. Puedes cerrar esta página.
done-nothing = No se conectó nada
    .text = Con esto, { $app } no tiene acceso a ningún coche. Puedes cerrar esta página.

## Privacidad

privacy-title = Qué se guarda y cómo lo retiras
privacy-intro = { $operator } lleva esta página para la app que te envió. Está entre el fabricante de tu coche y esa app.
privacy-kept = Qué se guarda
privacy-kept-permission = El permiso que nos dio el fabricante cuando iniciaste sesión con él. Está cifrado. Tu contraseña se queda con el fabricante; nunca la vemos.
privacy-kept-cars = Qué coches y qué permisos diste, a qué app y desde cuándo.
privacy-kept-readings = Los últimos datos de lo que permitiste, para no despertar el coche con cada pregunta.
privacy-kept-key = Si la llave de la app está en tu coche y cuándo lo supimos por última vez.
privacy-not = Qué no se hace
privacy-not-sold = No se vende nada, y ninguna app ve lo que se permitió a otra.
privacy-not-cookies = Aquí no hay rastreadores. Una cookie guarda tu lugar en estas páginas hasta que termines; otra, el idioma, si eliges uno.
privacy-back = Cómo lo retiras
privacy-back-here = Aquí: vea qué apps están conectadas, retírelo o haga que se borre todo.
privacy-back-app = En la app: desconecta tu coche. Lo que se guarda de él para esa app se borra entonces.
privacy-back-maker = Con el fabricante: en tu cuenta, en las apps de terceros, retira el permiso.
privacy-back-key = En el coche: en los cierres o las llaves, quita la llave de la app. Desde ese momento el coche ya no la obedece.

## El tamaño de la batería

capacity-title = ¿De qué tamaño es tu batería?
capacity-text = Tu { $car } se vendió con más de un tamaño, y { $app } lo tiene en cuenta. Está en los papeles del coche.
capacity-size = { $size } kWh
capacity-save = Guardar este tamaño
capacity-leave = No lo sé

## A key's own page

key-page-intro = Se tarda un minuto; como propietario puede hacerlo en cualquier sitio.
key-page-approve = <b>Apruebe</b> en la app de { $maker }. La llave se llama { $domain }.
key-page-anybody = Esta página no conoce su coche.
key-page-sign-in = Inicie sesión para ver si la llave está en su sitio.
key-page-blocked-todo = { $app } tiene que arreglarlo; tú has hecho tu parte. Vuelve a mirar dentro de un rato.

## The owner's page

take-back-at = Puede retirarlo en cualquier momento:
owner-title = Sus coches y quién los ve
owner-intro = Inicie sesión con el fabricante de su coche. Después verá qué apps están conectadas, podrá retirarlo o hacer que se borre todo.
owner-failed = No se pudo iniciar sesión. Inténtelo de nuevo.
owner-nothing-new = Con esto no se conecta nada y ninguna app se entera.
owner-real-cars = Ver coches reales
owner-simulated-cars = Ver coches simulados
owner-unknown = Ninguna app tiene aquí nada suyo
owner-unknown-text = { $maker } nos ha dicho quién es usted. Aquí no se guarda nada de esta cuenta, ni de este inicio de sesión.
owner-no-apps = Ninguna app está conectada a sus coches.
owner-since = conectado desde el { $date }
owner-may = Lo que puede hacer { $app }
owner-key-of = Llave de { $app }: { $domain }.
owner-car-key = CarKey se guarda con su cuenta.
owner-key-since = Así desde el { $date }.
owner-key-remove = Quitar la llave
owner-key-stays = Una llave sigue en el coche hasta que usted la quite: en el coche, en cierres o llaves, o en la app del fabricante.
owner-take-back = Retirarlo
owner-take-back-all = Retirar todo a { $app }
owner-take-back-title = ¿Retirarlo a { $app }?
owner-take-back-text = { $app } ya no verá nada de estos coches ni podrá hacer nada con ellos:
owner-taken-back = Se ha retirado.
owner-at-maker = El permiso que dio en { $maker } también se puede retirar allí, para todas las apps que lo usan.
owner-take-back-at-maker = Retirarlo en { $maker } ({ $domain })
owner-keep = Dejarlo como está
owner-sign-out = Cerrar sesión
owner-delete = Borrar mis datos
owner-delete-title = ¿Borrar todo?
owner-delete-text = Se borra todo lo que se guarda aquí de esta cuenta y sus coches, para todas las apps. Si { $maker } lo admite, se retira también el permiso allí; la página siguiente dice si se ha hecho. No se puede deshacer.
owner-delete-now = Borrar todo
owner-deleted = Todo está borrado
owner-deleted-text = El { $date } se borró aquí:
owner-withdrawn = { $maker } ha retirado el permiso.
owner-not-withdrawn = { $maker } no ha confirmado que el permiso esté retirado. Retírelo también allí: en su cuenta, en apps de terceros.
owner-receipt = Guardar en un archivo

removed-accounts = Permisos de su fabricante
removed-cars = Coches y sus datos
removed-connections = Conexiones con apps
removed-permissions = Lo que usted permitió
removed-tokens = Accesos de apps
removed-readings = Lecturas
removed-keys = Lo que se sabía de las llaves
removed-events = Sucesos y mensajes sobre ellos
removed-visits = Visitas sin terminar
removed-other = Otras entradas
