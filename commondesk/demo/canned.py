"""The consortium's canned messages by step of the reference interview (SV2), written in both languages."""

from __future__ import annotations

from typing import Final

from commondesk.knowledge.canned_message import CannedMessage

# step, name, language, text
CONSORTIUM: Final = (
    ("greeting", "Hello", "en",
     "Hello {patron}, I am {librarian}, here for {library}. Thank you for your question; give me a moment to read it."),
    ("greeting", "Hello, from elsewhere", "en",
     "Hello {patron}, I am {librarian}. I am a librarian at another library of the state and glad to help you from here."),
    ("clarifying", "Tell me more", "en",
     "So that I look in the right place: could you tell me a little more about what you are hoping to find?"),
    ("clarifying", "What for", "en",
     "What will you use it for: a class, work, or for yourself? It helps me choose what fits."),
    ("clarifying", "Where have you looked", "en",
     "Where have you looked already? Then I need not send you there again."),
    ("clarifying", "How much and until when", "en",
     "How much do you need, and by when?"),
    ("searching", "Still searching", "en",
     "I am still searching; this one takes a little longer. I have not forgotten you."),
    ("searching", "One moment", "en",
     "Let me check that for you. It will take two or three minutes."),
    ("searching", "Asking a colleague", "en",
     "I am asking a colleague who knows this better than I do."),
    ("encouragement", "Good question", "en",
     "That is a good question, and you are on the right track."),
    ("encouragement", "It is hard to find", "en",
     "You did nothing wrong: this really is hard to find."),
    ("transfer", "To your own library", "en",
     "Your own library can see your account, and I cannot. Shall I send your question to them? They answer by e-mail; nothing has to be told twice."),
    ("transfer", "By e-mail", "en",
     "This deserves more time than a chat. If you leave an e-mail address, we go on there, usually by tomorrow."),
    ("non_response", "Still there?", "en",
     "Are you still there? Take your time; I am here."),
    ("non_response", "Come back any time", "en",
     "I have not heard from you for a while, so I will close our chat now. Your code brings you back to it: {link}"),
    ("conduct", "Please stay with the question", "en",
     "I would like to help you. Please tell me what you want to find out, in words that we can both work with."),
    ("conduct", "Ending the chat", "en",
     "This is not a chat we can go on with, so I will end it. You are welcome to come back with a question."),
    ("closing", "Was it answered?", "en",
     "Was your question fully answered? If something is missing, please say so."),
    ("closing", "Goodbye", "en",
     "Thank you for asking {library}. Your code brings you back to this talk: {link} Come again any time."),
    ("crisis", "Someone is there for you now", "en",
     "I am worried about you, and I am glad that you wrote. You can call or text 988 at any hour, free of charge; if you are in danger now, call 911."),
    ("crisis", "Thank you, please call", "en",
     "Thank you for telling me. Please call them now; it is all right to leave this chat for it."),
    ("text", "Hello by text", "en",
     "This is {librarian}, a librarian. I am looking into it and will text you back."),
    ("text", "More by e-mail", "en",
     "The whole answer is longer than a text. What e-mail address may I send it to?"),
    ("text", "A little more, please", "en",
     "In general, most libraries do this at the desk. Which library do you use? Then I can be exact."),
    ("text", "That is all", "en",
     "I hope this helps. Text us again any time."),
    ("greeting", "Saludo", "es",
     "Hola {patron}, soy {librarian} y le atiendo por {library}. Gracias por su pregunta; deme un momento para leerla."),
    ("greeting", "Saludo, desde otra biblioteca", "es",
     "Hola {patron}, soy {librarian}. Trabajo en otra biblioteca del estado y con gusto le ayudo desde aquí."),
    ("clarifying", "Cuénteme más", "es",
     "Para buscar en el lugar correcto, ¿me cuenta un poco más sobre lo que necesita?"),
    ("clarifying", "Para qué", "es",
     "¿Para qué lo va a usar: una clase, el trabajo o para usted? Así elijo lo que más le sirva."),
    ("clarifying", "Dónde ha buscado", "es",
     "¿Dónde ha buscado ya? Así no le mando otra vez al mismo sitio."),
    ("clarifying", "Cuánto y para cuándo", "es",
     "¿Cuánta información necesita, y para cuándo?"),
    ("searching", "Sigo buscando", "es",
     "Sigo buscando; esto toma un poco más de tiempo. No me he olvidado de usted."),
    ("searching", "Un momento", "es",
     "Lo consulto ahora mismo. Tardo dos o tres minutos."),
    ("searching", "Pregunto a una colega", "es",
     "Le estoy preguntando a una persona del equipo que sabe más de esto que yo."),
    ("encouragement", "Buena pregunta", "es",
     "Es una buena pregunta, y va por buen camino."),
    ("encouragement", "Es difícil de encontrar", "es",
     "No ha hecho nada mal: de verdad es difícil de encontrar."),
    ("transfer", "A su biblioteca", "es",
     "Su biblioteca puede ver su cuenta y yo no. ¿Le envío su pregunta? Le contestan por correo y no tiene que explicar nada de nuevo."),
    ("transfer", "Por correo", "es",
     "Esto merece más tiempo que una conversación en línea. Si me deja su correo, seguimos por ahí, casi siempre al día siguiente."),
    ("non_response", "¿Sigue ahí?", "es",
     "¿Sigue ahí? Sin prisa; aquí estoy."),
    ("non_response", "Vuelva cuando quiera", "es",
     "Hace un rato que no sé de usted, así que cierro la conversación. Con su código puede volver a ella: {link}"),
    ("conduct", "Sobre la pregunta", "es",
     "Quiero ayudarle. Dígame, por favor, qué desea averiguar, con palabras con las que podamos trabajar."),
    ("conduct", "Termino la conversación", "es",
     "Así no podemos seguir, de modo que termino esta conversación. Cuando tenga una pregunta, vuelva con confianza."),
    ("crisis", "Hay quien le atiende ahora", "es",
     "Me preocupa lo que me cuenta, y me alegra que haya escrito. Llame gratis al 988 a cualquier hora y oprima 2, o envíe AYUDA por texto al 988; si corre peligro ahora, llame al 911."),
    ("crisis", "Gracias, llame por favor", "es",
     "Gracias por decírmelo. Llame ahora, por favor; puede dejar esta conversación para hacerlo."),
    ("text", "Hola por texto", "es",
     "Soy {librarian}, de la biblioteca. Lo estoy buscando y le escribo en cuanto lo tenga."),
    ("text", "Más por correo", "es",
     "La respuesta no cabe en un texto. ¿A qué correo se la puedo enviar?"),
    ("text", "Un poco más, por favor", "es",
     "Por lo general se hace en la biblioteca misma. ¿Cuál es la suya? Así le digo con exactitud."),
    ("text", "Eso es todo", "es",
     "Espero que le sirva. Escríbanos cuando quiera."),
    ("closing", "¿Quedó contestada?", "es",
     "¿Quedó contestada su pregunta? Si falta algo, dígamelo, por favor."),
    ("closing", "Despedida", "es",
     "Gracias por preguntar a {library}. Con su código puede volver a esta conversación: {link} Aquí estamos cuando quiera."),
)  # fmt: skip
# Of one library: its slug first.
LIBRARIES: Final = (
    ("ames", "searching", "Printing at Ames", "en",
     "Mail the file to print@ames.example and pick it up with your card; the first five pages a day are free. Today's hours: {hours}."),
    ("ames", "transfer", "Local history room", "en",
     "The local history room at Ames answers by e-mail within two days. Shall I send your question there?"),
    ("coral", "clarifying", "Which course", "en",
     "Which course is it for, and has your teacher named a style for the references?"),
    ("birch", "searching", "Renewing a card at Birch", "en",
     "Birch County renews cards by phone: 555-0133. Today's hours: {hours}, Central time."),
)  # fmt: skip


def make(libraries: dict[str, int]) -> None:
    """All of them; `libraries` gives the id of a slug."""
    CannedMessage.objects.bulk_create(
        CannedMessage(step=step, name=name, language=language, body=body)
        for step, name, language, body in CONSORTIUM
    )
    CannedMessage.objects.bulk_create(
        CannedMessage(library_id=libraries[slug], step=step, name=name, language=language, body=body)
        for slug, step, name, language, body in LIBRARIES
    )
