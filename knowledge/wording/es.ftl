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
privacy = Este servicio no pide ningún nombre. Para seguir la conversación guarda su lengua, las fichas mostradas y su última pregunta; esos datos quedan en la carpeta de este programa, en la máquina de quien lo aloja, y no van a ninguna otra parte. La plataforma por la que escribe tiene sus propias reglas.
privacy-rights = /export muestra lo que se guarda; /forget lo borra de inmediato.
human = Soy un programa; en un caso particular una persona le puede ayudar mejor que yo.
human-contact = Para este servicio: { $contact }
human-others = Estas organizaciones acompañan a municipios:
forget-done = Está borrado: la lengua elegida, las fichas mostradas y su última pregunta.
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
inline-ask = Hacer una pregunta
service-description = Respondo a las preguntas de los municipios sobre la economía social y solidaria: cómo apoyarla, quién lo ha hecho y con qué resultado, qué leyes y modelos existen. Cada respuesta viene de una ficha con fuentes; si no lo sé, lo digo. Servicio automatizado, en francés, inglés y español.
service-short = Cómo un municipio puede apoyar la economía social: respuestas breves, ejemplos y fuentes.

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
