# Todo lo que el asistente dice por sí mismo. Nunca «simplemente» ni «solo».

## Primer contacto y ayuda
greet = Buenos días. Soy un servicio automatizado: respondo a partir de { $entries } fichas con fuentes sobre cómo los municipios apoyan la economía social y solidaria. No invento nada; si no sé, lo digo.
greet-again = Buenos días. ¿Cuál es su pregunta?
examples = Escriba su pregunta como a una colega, por ejemplo:
example-1 = ¿Cómo reservar una parte de nuestras compras a la economía social?
example-2 = Cierra la tienda del pueblo, ¿qué hicieron otros?
example-3 = ¿Qué ciudades tienen una política de economía social?
kept = Sus preguntas se guardan únicamente mientras dura la conversación. Detalles: /privacy
help = Digo cómo un municipio puede apoyar la economía social y solidaria, quién lo hizo y con qué resultado, y qué leyes, guías o modelos se aplican.
help-follow = Después: «¿y en España?», «la segunda», «¿cuánto costó?», «más», «compare con Preston». Cada botón también se puede escribir.
thanks = Con gusto. ¿Algo más?
goodbye = Hasta luego, y suerte con su proyecto.
about = Passerelle es un programa libre que responde a partir de una base de { $entries } fichas escritas por personas según fuentes públicas, todas citadas. No hay modelo de lenguaje ni publicidad. No habla en nombre de ninguna administración.
about-who = Servicio ofrecido por: { $operator }.
cancel-nothing = No hay nada en curso. Haga su pregunta cuando quiera.
empty = No recibí nada que leer. Escriba su pregunta en pocas palabras.
attachment-voice = No puedo escuchar grabaciones. Escriba su pregunta en pocas palabras y la respondo.
attachment-file = No leo imágenes ni archivos. Escriba su pregunta en pocas palabras y la respondo.
attachment-place = No tengo mapa: escriba el nombre de su municipio, por ejemplo «municipios de Quebec de menos de 5 000 habitantes».
attachment-other = Recibido, pero solo leo texto. ¿Cuál es su pregunta?
trouble = Ese mensaje me puso en dificultades: lo aparté para que una persona vea por qué. El resto de la conversación está intacto. Dígalo de otro modo, o empiece por aquí: /help
slow-down = Recibo más mensajes de los que puedo atender. He leído los primeros; espere un minuto antes de seguir.
too-long = Su mensaje es muy largo: leí el comienzo.
command-unknown = No conozco la orden { $command }. Esto es lo que entiendo:
choice-gone = Esta opción ya no es válida. Pregunte de nuevo, o empiece por aquí.

## Lengua
language-now = A partir de ahora le respondo en español.
language-which = ¿En qué lengua?
other-language = Esta ficha todavía no está traducida; aquí está en su lengua: { $language }.

## Privacidad y personas
privacy = Este servicio no pide ningún nombre. Para seguir la conversación guarda su lengua, las fichas mostradas, su última pregunta y sus borradores, 30 días como máximo; lo que envía se guarda hasta que lo retire. Esos datos quedan en la carpeta de este programa, en la máquina de quien lo aloja, y no van a ninguna otra parte. La plataforma por la que escribe tiene sus propias reglas.
privacy-rights = /export muestra lo que se guarda; /forget lo borra de inmediato.
human = Soy un programa; en un caso particular una persona le puede ayudar mejor que yo.
human-contact = Para este servicio: { $contact }
human-others = Estas organizaciones acompañan a municipios:
forget-done = Está borrado: la lengua elegida, las fichas mostradas, su última pregunta, sus borradores y lo que envió. Lo ya publicado se queda, sin nombre y sin relación con usted.
export = Esto es todo lo que se guarda de esta conversación:
export-nothing = No se guarda nada de esta conversación.
export-language = Lengua elegida: { $language }
export-topic = Última pregunta: { $topic }
export-shown = Fichas mostradas: { $entries }
mine-nothing = No ha enviado nada desde aquí.
share = Antes de que una experiencia, una corrección o un añadido entre en la base, una persona tiene que leerlo.
share-contact = Envíe su texto a: { $contact }. Diga dónde, cuándo, quién, qué puso el municipio y qué resultó.
share-no-contact = Quien aloja este servicio aún no ha dicho a quién enviarlo. Estas organizaciones recogen experiencias:
check = Para ver si una colaboración es viable, parta de un marco de análisis y de los casos que se sostuvieron o fracasaron.
plain-on = Presentación simple: sin negrita ni colores. Para volver: /plain
plain-off = Presentación con formato. Para volver a la simple: /plain

## Respuestas
source = Fuente:
source-many = Fuentes:
checked = comprobado el { $date }
entry = Ficha:
years-since = desde { $from }
years = { $from }–{ $to }
years-one = { $from }
inhabitants = { $count } habitantes
section-missing = La ficha no dice nada sobre este punto ({ $section }). Lo que dice:
unsure = No tengo nada que responda a esto con certeza. Lo más cercano:
unsure-end = Dígalo de otra manera, o pregunte a una persona.
none = No es mi tema, o mi base no dice nada de ello: únicamente conozco el apoyo de los municipios a la economía social y solidaria.
none-near = Lo más cercano que tengo:
place-none = Mi base no cubre este lugar: { $place }.
place-near = Lo más cercano que tengo ({ $where }):
elsewhere = Nada sobre esto para: { $place }. En otros lugares:
which = ¿De cuál se trata?
others = Ninguna, entonces. Lo siguiente más cercano que tengo:
others-nothing = No tengo nada más cercano. Una persona puede ayudarle mejor, o dígalo de otra forma.
list = { $count ->
    [one] Tengo una ficha sobre esto:
   *[other] Tengo { $count } fichas sobre esto:
}
list-pick = Responda con un número para leer una.
list-end = Es todo lo que tengo sobre esto.
more-nothing = No hay ninguna lista en curso. Haga una pregunta, o recorra la base.
pick-nothing = No sé a qué lista se refiere. Haga una pregunta, o recorra la base.
similar = Cercano a «{ $title }»:
similar-nothing = No tengo nada parecido a esta ficha.
related = Para seguir leyendo:
compare = Lado a lado:
compare-which = Diga cuáles dos comparar, por ejemplo: compare Preston y Cleveland.
compare-place = Lugar
compare-years = Años
compare-size = Habitantes
compare-what = En breve
compare-results = Resultados
compare-cost = Costo
compare-pitfalls = Escollos
compare-unknown = la ficha no lo dice
why = Lo que hizo elegir «{ $title }»:
why-declined = No elegí nada. Lo que sopesé:
why-nothing = Todavía no he respondido a ninguna pregunta en esta conversación.
why-covered = Probabilidad de que la base tenga una respuesta: { $percent } %
why-first = Probabilidad de que la primera ficha sea la buena: { $percent } %
why-classifier = sus palabras se parecen a las preguntas aprendidas para esta ficha
why-letters = las palabras, letra por letra, se parecen a las de sus preguntas
why-nearest = hay prevista para ella una pregunta muy cercana a la suya
why-text = sus textos contienen sus palabras
why-place = trata del lugar nombrado
why-subject = trata del tema nombrado
why-kind = es del género pedido

## Recorrer
families = Un municipio puede actuar de cinco maneras:
family = Fichas sobre: { $family }
browse-mechanisms = Mecanismos: cómo puede actuar un municipio
browse-cases = Casos: quién lo hizo, con qué resultado
browse-resources = Recursos: leyes, guías, estudios, organizaciones, modelos
browse-part = { $from }–{ $to } de { $count }

## Botones
choice-families = Las cinco maneras de actuar
choice-cases = Ejemplos de ciudades
choice-resources = Leyes y guías
choice-mechanisms = Mecanismos
choice-help = ¿Qué puedo preguntar?
choice-human = Una persona
choice-more = Más
choice-similar = Casos parecidos
choice-sources = Las fuentes
choice-summary = En breve
choice-other = Otra cosa
choice-privacy = Privacidad

## Secciones
section-what = Qué es
section-need = Por qué
section-how = Cómo hacerlo
section-who = Quién
section-cost = Cuánto cuesta
section-when = Cuándo
section-conditions = Condiciones
section-law = La ley
section-results = Resultados
section-lessons = Lecciones
section-pitfalls = Qué puede salir mal
section-use = Cómo usarlo
section-source = Las fuentes

## Órdenes (textos de los menús)
command-start = Empezar
command-help = Lo que sé hacer, con ejemplos
command-mechanisms = Cómo puede actuar un municipio
command-cases = Quién lo hizo, con qué resultado
command-resources = Leyes, guías, organizaciones, modelos
command-share = Contar una experiencia, corregir, proponer
command-check = Comprobar si una colaboración es viable
command-mine = Lo que ha enviado
command-language = Cambiar de lengua
command-privacy = Lo que se guarda y sus derechos
command-export = Ver lo que se guarda de usted
command-forget = Borrar lo que se guarda de usted
command-why = Por qué esta respuesta
command-plain = Con o sin formato
command-human = Hablar con una persona
command-cancel = Detener lo que está en curso
command-back = Volver al paso anterior
command-skip = Saltar este paso

## En un grupo, y antes de la primera pregunta
chat-typed = O escriba:
chat-private = Continuar en privado
chat-apart = Esto le concierne solo a usted: se lo he escrito en privado.
chat-apart-open = Esto le concierne solo a usted: abra nuestra conversación privada para leerlo.
chat-open = Abrir
changed-late = Leí su respuesta tal como la envió. Para cambiarla, diga «atrás», o diga qué corregir, por ejemplo: «no, fue en 2019».
inline-ask = Hacer una pregunta
service-description = Respondo a las preguntas de los municipios sobre la economía social y solidaria: cómo apoyarla, quién lo ha hecho y con qué resultado, qué leyes y modelos existen. Cada respuesta viene de una ficha con fuentes; si no lo sé, lo digo. Servicio automatizado, en francés, inglés y español.
service-short = Cómo un municipio puede apoyar la economía social: respuestas breves, ejemplos y fuentes.
## Rellenar un formulario
form-step = { $at } de { $of }. { $question }
form-label = { $label }:
form-noted = Anotado: { $answers }
form-corrected = Corregido: { $answers }
form-skipped = sin respuesta
form-files = { $count ->
    [one] un archivo
   *[other] { $count } archivos
}
form-open = Responder en un formulario
form-notice = Aviso (versión { $version }): { $notice }
form-about = Sobre la ficha: { $title }
form-about-none = Diga también de qué ficha o de qué municipio se trata.
form-earlier = Su respuesta era: { $answers }
form-chosen = Elegido hasta ahora: { $answers }
form-drawn-from = Tomado de: { $titles }
form-ways = Responda con sus palabras. También puede decir: atrás, más tarde, cancelar o cambiar una respuesta.
form-ways-optional = Responda con sus palabras o diga: saltar. También puede decir: atrás, más tarde, cancelar o cambiar una respuesta.
form-ways-choice = Elija una respuesta, o dígala. También puede decir: atrás, más tarde, cancelar o cambiar una respuesta.
form-ways-end = Revise, diga el número de una respuesta para cambiarla y después: enviar. No se envía nada antes.
form-continue = Seguimos cuando quiera.
form-back-first = Es la primera pregunta.
form-over = Empezamos de nuevo.
form-later = Queda guardado hasta el { $date }. Para seguir: { $command } · Número: { $ticket }
form-resumed = Seguimos con { $ticket } donde lo dejó.
form-renewed = Las preguntas han cambiado desde entonces; sus respuestas se conservan.
form-remark = Observación de quienes moderan: { $remark }
form-waits = Le espera un borrador: { $ticket }, { $title }.
form-cancelled = Cancelado: { $title }. No se ha enviado nada.
form-which = ¿Qué respuesta quiere cambiar? Diga su número.
form-nothing-yet = Todavía no hay ninguna respuesta que cambiar.
form-summary = Esto es todo lo que ha dicho ({ $title }, { $ticket }):
form-left-out = Sin respuesta: { $steps }
form-language = Idioma del texto: { $language }
form-change-how = Para cambiar una respuesta, diga su número o su nombre.
form-consent = Al enviar, acepta el aviso (versión { $version }).
form-sent = Gracias, está enviado. Número: { $ticket }. Lo leerá una persona y se le avisará aquí. Para seguirlo o retirarlo: /mine
form-sent-again = Gracias, vuelve a quienes moderan: { $ticket }.
form-sent-before = Este texto ya se recibió con el número { $ticket }; no se guarda dos veces.
form-blocked = No puede enviar nada por aquí. Motivo: { $reason }. Sus preguntas siguen siendo bienvenidas.
form-many-waiting = { $count ->
    [one] Un envío suyo espera
   *[other] { $count } envíos suyos esperan
} todavía respuesta: es el máximo. Retire uno o vuelva más tarde.
form-many-today = Ya hay bastantes envíos por hoy: inténtelo mañana. No se pierde nada.
form-many-drafts = Ya tiene { $count } borradores. Termine uno o cancélelo:

## Respuestas rechazadas
refused-empty = No he recibido nada que leer.
refused-long = Es demasiado largo: { $count } caracteres, y { $longest } como máximo. Deje lo esencial; sus demás respuestas se conservan.
refused-no-number = Necesito un número en cifras, por ejemplo 2400. Basta una cifra aproximada.
refused-odd-number = No puedo leer un solo número en eso. Escríbalo solo, por ejemplo 2400.
refused-no-year = Necesito un año con cuatro cifras, por ejemplo 2019.
refused-odd-year = Ese año no puede ser. Escriba un solo año, hasta { $latest }.
refused-no-option = No encuentro esa respuesta en la lista. Diga su número o sus palabras.
refused-one-option = Una sola respuesta, por favor.
refused-not-yes-no = Responda sí o no; «no lo sé» también es una respuesta, donde se ofrece.
refused-no-link = No veo ninguna dirección en eso. Por ejemplo: https://www.mi-municipio.org/proyecto
refused-unsafe-link = Solo acepto direcciones que empiecen por https://
refused-too-many = Son demasiados a la vez: { $most } como máximo.
refused-voice = No puedo escuchar grabaciones. Escriba su respuesta en pocas palabras.
refused-not-text = Aquí no leo imágenes ni archivos. Escriba su respuesta en pocas palabras.
refused-no-file = Envíe un documento o una imagen, o diga: saltar.
refused-not-yet = Todavía no se puede enviar: falta una respuesta.
refused-closed = Esa pregunta ya no está abierta; sus respuestas se conservan.
refused-required = Esta no se puede saltar: bastan unas palabras.

## Resultado de una comprobación
outcome-yes = En orden ({ $count }):
outcome-no = Lo que falta ({ $count }):
outcome-unknown = Por resolver primero ({ $count }):
outcome-cases = Casos que tuvieron las mismas carencias: { $titles }
outcome-cases-list = Casos que tuvieron las mismas carencias:
outcome-guidance = Son orientaciones tomadas de los casos y guías de esta base, no una nota ni un consejo jurídico. Para el instrumento completo, vea el marco de análisis de RELIESS y TIESS.
outcome-text-title = Comprobación de una alianza, { $date }
outcome-text-answer = { $question } { $answer }.
option-yes = Sí
option-no = No
option-unknown = No lo sé

## Lo que se ha enviado
mine = Lo que ha enviado y sus borradores:
mine-draft = { $ticket } · { $title } · borrador
mine-withdraw = ¿Retirar { $ticket }? Quienes moderan ya no lo verán.
mine-withdraw-published = ¿Retirar { $ticket }? Ya no se mostrará a nadie.
mine-withdrawn = Retirado: { $ticket }.
status-waiting = en espera
status-approved = { $have } de { $needed } aprobaciones
status-changes = cambios pedidos
status-accepted = aceptada
status-declined = rechazada
status-withdrawn = retirada
told-accepted = Su experiencia { $ticket } está publicada: { $title }. Gracias.
told-taken-up = Su envío { $ticket } se ha aceptado: { $title }. Servirá para corregir o completar la base. Gracias.
told-try = Ya se puede encontrar: pruebe «{ $question }».
told-changes = Quienes moderan piden cambios en { $ticket }: { $title }.
told-asked = Para revisar: { $steps }. Las demás respuestas se conservan.
told-declined = { $ticket } no se ha aceptado: { $title }.
told-withdrawn = { $ticket } se ha retirado: { $title }.
told-remark = Lo que dicen quienes moderan: { $remark }
contribution = Contribución { $ticket }, contada por { $credit } y leída antes de publicarse.
contribution-anonymous = Contribución { $ticket }, contada sin nombre y leída antes de publicarse.
publish-source = Relato enviado a este servicio con el número { $ticket }
publish-without-email = (correo retirado)
publish-without-phone = (teléfono retirado)
publish-without-name = (nombre retirado)

## Para quienes moderan
review-head = { $ticket } · { $flow } · { $title } · { $status }
review-similar = Se parece a: { $titles }
review-twins = Se parece a otros envíos: { $tickets }
review-repeats = { $count ->
    [one] Enviado una vez más, palabra por palabra.
   *[other] Enviado { $count } veces más, palabra por palabra.
}
review-personal-email = Correo en «{ $step }»: { $text }. No se publicará.
review-personal-phone = Teléfono en «{ $step }»: { $text }. No se publicará.
review-personal-name = Nombre de una persona en «{ $step }»: { $text }. No se publicará, salvo que modifique esa respuesta.
review-private = (solo para moderación)
review-remark = Dicho a la persona: { $remark }
review-edited = Modificado, «{ $step }»: { $before } → { $after }
review-list = { $count ->
    [one] Un envío por leer:
   *[other] { $count } envíos por leer:
}
review-none = No hay nada en espera.
review-log = Lo que se ha hecho con { $ticket }:
review-by-contributor = la persona que lo envió
review-done = { $ticket }: { $deed } ({ $status }).
review-decided = Ya no está por decidir: { $head }
review-moved-on = { $ticket } ha cambiado de estado entretanto: vea /mine.
review-unknown = No encuentro { $ticket } aquí.
review-not-you = Eso es para quienes moderan este servicio.
review-own = Es su propio envío: debe aceptarlo otra persona.
review-approved-before = Ya lo ha aceptado; falta otra persona.
review-which-steps = Diga qué respuestas, por sus nombres: { $steps }
review-blocked = { $who } ya no puede enviar nada.
review-unblocked = { $who } puede enviar de nuevo.
review-nobody-blocked = No hay nadie bloqueado.
review-all-blocked = No pueden enviar nada:
review-help = Entiendo: list, show, accept, ask-changes, decline, edit, withdraw, log, block, unblock, blocked. Por ejemplo: /review accept R-7K3F
deed-sent = enviado
deed-sent-again = enviado una vez más
deed-changed = cambiado por la persona
deed-approved = una aprobación dada
deed-accepted = aceptado
deed-asked-changes = cambios pedidos
deed-declined = rechazado
deed-edited = modificado
deed-withdrawn = retirado
deed-forgotten = la persona pidió ser olvidada
deed-blocked = bloqueado
deed-unblocked = desbloqueado

## Botones de formularios
choice-skip = Saltar
choice-keep = Mantener mi respuesta
choice-enough = Eso es todo
choice-why-question = ¿Por qué esta pregunta?
choice-notice = Leer el aviso
choice-send = Enviar
choice-change = Cambiar una respuesta
choice-later = Más tarde
choice-cancel = Cancelar
choice-resume = Seguir
choice-resume-one = Seguir con { $ticket }
choice-resume-after-all = Seguir de todos modos
choice-start-over = Empezar de nuevo
choice-mine = Era mi respuesta
choice-as-text = Como texto para el pleno
choice-cases-of-it = Los casos
choice-framework = El marco de análisis
choice-share = Contar una experiencia
choice-report = ¿Un error?
choice-own = Releerlo
choice-withdraw = Retirarlo
choice-withdraw-yes = Sí, retirar
choice-withdraw-no = No, mantenerlo
choice-mine-list = Mis envíos
choice-revise = Revisarlas
choice-see = Ver la ficha
choice-read = Leer todo
choice-accept = Aceptar
choice-ask-changes = Pedir cambios
choice-decline = Rechazar
choice-edit = Modificar
choice-log = Historial

## Comando de quienes moderan
command-review = Leer y juzgar lo enviado

## Fechas
date = { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
} de { $year }

## Discord: botones, menús, ajustes de un servidor
discord-follow = Seguir preguntando
discord-choose = Elegir…
discord-see = Ver
discord-for-you = Esta respuesta es solo para usted.
discord-not-yours = Esta respuesta es para otra persona. Haga su pregunta con /ask.
discord-not-allowed = Estos ajustes corresponden a quienes pueden gestionar este servidor.
discord-line-title = Seguir preguntando
discord-line-label = Su pregunta
discord-ask = Preguntar cómo apoyan los municipios la economía social
discord-option-question = Su pregunta, como a una colega; o una ficha de la lista
discord-option-about = Un lugar, un tema, un tamaño: «España», «alimentación», «pueblos pequeños»
discord-option-language = El idioma de las respuestas
discord-option-what = Una experiencia, un error, un añadido, una sugerencia
discord-option-order = Nada, un número como R-7K3F, o «accept R-7K3F», «decline R-7K3F motivo»
discord-menu-ask = Preguntar sobre esto
discord-menu-report = Señalar un error
discord-settings = Ajustar el asistente en este servidor: idioma, canales, moderación
discord-settings-about = Ajustes de este servidor. Cada elección se guarda al momento.
discord-settings-about-channel = Ajustes de este canal, donde difiere del servidor.
discord-settings-about-moderators = El canal donde se anuncian los envíos, y el rol que puede decidir sobre ellos.
discord-settings-failed = No se pudo guardar esta elección. Inténtelo de nuevo en un minuto.
discord-settings-language = Idioma
discord-settings-own = el de cada persona
discord-settings-channel-language = Idioma de este canal
discord-settings-as-server = como el servidor
discord-settings-home = Canal reservado: en los demás, solo quien pregunta ve la respuesta
discord-settings-forums = Foros cuyas publicaciones nuevas reciben respuesta
discord-settings-tags = Solo las publicaciones con estas etiquetas (ninguna: todas)
discord-settings-review-channel = Canal de moderación
discord-settings-review-role = Rol de moderación
discord-settings-threads-on = Las respuestas abren un hilo: sí
discord-settings-threads-off = Las respuestas abren un hilo: no
discord-settings-page-server = El servidor
discord-settings-page-channel = Este canal
discord-settings-page-moderators = Moderación
# Nombres de los comandos: minúsculas, sin espacios, 32 signos como máximo.
discord-name-ask = preguntar
discord-name-start = empezar
discord-name-help = ayuda
discord-name-mechanisms = mecanismos
discord-name-cases = casos
discord-name-resources = recursos
discord-name-share = compartir
discord-name-check = verificar
discord-name-mine = mis_envios
discord-name-language = idioma
discord-name-privacy = privacidad
discord-name-export = exportar
discord-name-forget = olvidar
discord-name-why = por_qué
discord-name-plain = simple
discord-name-human = persona
discord-name-cancel = cancelar
discord-name-back = atrás
discord-name-skip = saltar
discord-name-settings = ajustes
discord-name-question = pregunta
discord-name-about = tema
discord-name-what = qué
discord-name-order = orden
discord-name-review = moderar

## Avisos de quien aloja el servicio
paused = Este servicio está en pausa: por ahora no respondo. Vuelva a escribir más tarde.
paused-until = Hasta el { $date }, ese día incluido.
pause-done = El servicio está en pausa: cada mensaje recibe este aviso. Para continuar: /resume
resume-done = El servicio responde de nuevo, sin aviso.
notice-done = Este aviso se muestra una vez al día en cada conversación. Para quitarlo: /resume
notice-now = Aviso en vigor:
notice-none = No hay ningún aviso en vigor. Para dar uno: /notice y su texto, o /pause.
