"""Past talks in Spanish."""

from __future__ import annotations

from typing import Final

from commondesk.demo.talk import Talk

TALKS: Final = (
    Talk("account", "library card", 2, """
P: {ask}
L: ¡Buenos días! Sí, con gusto. Traiga una identificación con foto y algo con su dirección, por ejemplo {proof}.
P: ¿cuesta algo?
L: Nada. Y la tarjeta sirve también para libros electrónicos desde su casa.
P: muchas gracias
""", language="es", variants=(
        {"ask": "¿Puedo sacar la tarjeta de la biblioteca si no tengo licencia de conducir?", "proof": "un recibo de luz"},
        {"ask": "hola, como saco una tarjeta para mis hijos", "proof": "una carta de la escuela"},
        {"ask": "Acabo de llegar, ¿qué necesito para la tarjeta de la biblioteca?", "proof": "el contrato de alquiler"},
    )),
    Talk("directions", "opening hours", 1, """
P: {ask}
L: ¡Hola! {answer}
P: gracias
""", language="es", variants=(
        {"ask": "a que hora cierran hoy", "answer": "{library} cierra a las ocho de lunes a viernes, y a las cinco los sábados y domingos."},
        {"ask": "¿están abiertos el domingo?", "answer": "Sí, el domingo abrimos de una a cinco."},
    ), library="isla"),
    Talk("reference", "government and taxes", 3, """
P: Quiero prepararme para el examen de ciudadanía. ¿Tienen clases?
L: ¡Qué bueno! Sí: en {library}, {when}, gratis y sin inscripción.
L: Las cien preguntas con sus respuestas, para leer y escuchar, están aquí: https://www.uscis.gov/es/ciudadania
P: ¿y si mi inglés no es muy bueno?
L: No importa. La maestra empieza con lo que usted sabe, y puede traer a un familiar.
P: Perfecto, muchas gracias
""", language="es", status="adult", variants=({"when": "los lunes a las seis"}, {"when": "los sábados a las diez"})),
    Talk("reference", "jobs", 3, """
P: necesito ayuda con mi curriculum en inglés, {why}
L: Con mucho gusto. ¿Para qué tipo de trabajo es?
P: {work}
L: Le recomiendo una sola página: primero lo que sabe hacer, después las fechas. Aquí hay ejemplos por oficio: https://www.careeronestop.org
L: Y en {library} hay una persona que lo revisa con usted, los miércoles por la tarde. Habla español.
P: que bien, ahi estaré. gracias
""", language="es", status="adult", variants=(
        {"why": "es para el viernes", "work": "limpieza de oficinas"},
        {"why": "nunca he hecho uno", "work": "soy electricista"},
    )),
    Talk("reference", "homework", 3, """
P: Mi hija tiene tarea sobre {subject} y no encuentro nada para su edad
L: ¿En qué grado está?
P: {grade}
L: Gracias. En {library} hay dos libros en el estante: "{book}" y uno en los dos idiomas. El número es {shelf}.
L: Y esta página es segura y clara para niños: {site}
P: ay que bueno, mil gracias
L: ¡Mucha suerte a su hija!
""", language="es", status="adult", variants=(
        {"subject": "los manatíes", "grade": "segundo", "book": "Los gigantes mansos", "shelf": "J SP 599.55", "site": "https://www.fws.gov"},
        {"subject": "el sistema solar", "grade": "cuarto", "book": "Ocho mundos y una estrella", "shelf": "J SP 523.2", "site": "https://spaceplace.nasa.gov/sp/"},
    )),
    Talk("reference", "health", 3, """
P: Busco información sobre la diabetes en español, para mi {who}. Las páginas que encuentro quieren vender algo
L: Tiene razón en desconfiar. MedlinePlus es de la Biblioteca Nacional de Medicina, no vende nada y está en español: https://medlineplus.gov/spanish/diabetes.html
L: No puedo dar consejo médico, pero esa página explica las palabras que usa el doctor, y se puede imprimir en letra grande.
P: Era justo lo que buscaba. Muchas gracias, muy amable
""", language="es", status="adult", variants=({"who": "mamá"}, {"who": "suegro"})),
    Talk("machine", "printing and scanning", 2, """
P: ¿se puede imprimir desde el telefono? {why}
L: Sí. Mande el archivo a print@isla.example y recójalo con su tarjeta. Las primeras cinco páginas del día son gratis.
P: {then}
L: {answer}
P: gracias
""", language="es", variants=(
        {"why": "es un formulario de la escuela", "then": "no tengo tarjeta todavía", "answer": "Entonces pregunte en el mostrador; con su nombre basta para imprimir."},
        {"why": "un boleto de avión", "then": "y a color?", "answer": "A color cuesta veinticinco centavos la página."},
    )),
    Talk("reference", "finding a book", 2, """
P: Busco un libro de {author}, en español. ¿Lo tienen?
L: Lo busco ahora mismo.
L: Sí: "{title}", en {library}, y también como audiolibro. ¿Quiere que le explique cómo reservarlo?
P: ya lo reservé, gracias
""", language="es", variants=(
        {"author": "Marisol Duarte", "title": "La casa de los almendros"},
        {"author": "Efraín Cuesta", "title": "Cartas desde el faro"},
        {"author": "Lucía Bravo", "title": "Nadie dijo tierra"},
    )),
    Talk("reference", "law", 3, """
P: mi casero no quiere devolver el depósito, ya pasaron {days} días. ¿hay una ley?
L: La hay: el capítulo 83 de los estatutos de Florida dice en cuántos días debe devolverlo o decir por escrito por qué no.
L: Yo no puedo aconsejarle en su caso. Quien sí puede, gratis y en español: https://www.floridalawhelp.org/es
P: {then}
L: Tenga a mano la fecha en que salió y el contrato. ¿Algo más en lo que pueda ayudarle?
P: no, muchas gracias
""", language="es", status="adult", outcome="referred", variants=(
        {"days": "40", "then": "los llamo mañana"},
        {"days": "60", "then": "no sabía que existían"},
    )),
)  # fmt: skip
