"""What the protocol desk says."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "desk-home": Text("Home", "Inicio"),
    "desk-protocol": Text("Protocol", "Protocolo"),
    "desk-in-force": Text("In force", "En vigor"),
    "desk-in-force-lead": Text(
        "What every page of the site answers by. A published version is never changed; a new one takes its place.",
        "Por lo que responde cada página del sitio. Una versión publicada nunca se cambia; otra nueva ocupa su lugar.",
    ),
    "desk-since": Text("Since", "Desde"),
    "desk-by": Text("Published by", "Publicado por"),
    "desk-why": Text("Reason", "Motivo"),
    "desk-digest": Text("Digest (sha256)", "Huella (sha256)"),
    "desk-layers": Text("Layers", "Capas"),
    "desk-rules": Text("{count} rules", "{count} reglas"),
    "desk-sources": Text("Sources", "Fuentes"),
    "desk-history": Text("All publications", "Todas las publicaciones"),
    "desk-when": Text("When", "Cuándo"),
    "desk-what": Text("What to do", "Qué hacer"),
    "desk-read": Text("Read", "Leer"),
    "desk-read-of": Text("Read the publication of {when}", "Leer la publicación de {when}"),
    "desk-back": Text("Go back to this", "Volver a esta"),
    "desk-back-of": Text("Go back to the publication of {when}", "Volver a la publicación de {when}"),
    "desk-earlier": Text("Earlier", "Anteriores"),
    "desk-later": Text("Later", "Posteriores"),
    "desk-text-of": Text("Text of {name} {version} (JSON)", "Texto de {name} {version} (JSON)"),
    "desk-new": Text("Upload a new version", "Subir una versión nueva"),
    "desk-new-lead": Text(
        "Send the text of one layer, such as microneedling or safety. It is read and kept as a draft; nothing changes on the "
        "site until it is published.",
        "Envíe el texto de una capa, como microneedling o safety. Se lee y se guarda como borrador; nada cambia en el sitio "
        "hasta que se publique.",
    ),
    "desk-file": Text("File", "Archivo"),
    "desk-file-hint": Text(
        "A protocol in YAML or JSON, up to {most} kB.", "Un protocolo en YAML o JSON, de hasta {most} kB."
    ),
    "desk-text": Text("Text of the protocol", "Texto del protocolo"),
    "desk-text-hint": Text(
        "Type or paste it here, if you have no file.", "Escríbalo o péguelo aquí, si no tiene un archivo."
    ),
    "desk-check": Text("Read and check", "Leer y comprobar"),
    "desk-too-large": Text(
        "This is larger than {most} kB. Leave out what is not part of the protocol.",
        "Ocupa más de {most} kB. Quite lo que no forma parte del protocolo.",
    ),
    "desk-not-utf8": Text(
        "This is not UTF-8 text (byte {byte}). Save the file as UTF-8 and send it again.",
        "No es texto UTF-8 (byte {byte}). Guarde el archivo como UTF-8 y envíelo de nuevo.",
    ),
    "desk-not-text": Text(
        "This is no text. Choose the protocol's YAML or JSON file.",
        "Esto no es texto. Elija el archivo YAML o JSON del protocolo.",
    ),
    "desk-nothing": Text(
        "Choose a file, or type the text below.", "Elija un archivo o escriba el texto abajo."
    ),
    "desk-draft": Text("Draft", "Borrador"),
    "desk-drafts": Text("Drafts", "Borradores"),
    "desk-draft-of": Text("{name}, {by}, {when}", "{name}, {by}, {when}"),
    "desk-problems": Text("To mend before it can be used", "Lo que hay que corregir antes de usarlo"),
    "desk-problems-lead": Text(
        "Nothing is lost: the text stands below as you sent it. Mend it there, or send the file again.",
        "No se ha perdido nada: el texto está abajo tal como lo envió. Corríjalo ahí o envíe el archivo de nuevo.",
    ),
    "desk-problems-english": Text(
        "Line and column count from 1. What follows them is the reader's own message.",
        "Cada aviso dice primero la línea y la columna, contadas desde 1; después va el mensaje del propio lector, que "
        "está en inglés.",
    ),
    "desk-place": Text("line {line}, column {column}", "línea {line}, columna {column}"),
    "desk-replaces": Text(
        "{name} {version} takes the place of version {old}.",
        "{name} {version} ocupa el lugar de la versión {old}.",
    ),
    "desk-adds": Text(
        "{name} {version} joins the layers in force; no layer has this name yet.",
        "{name} {version} se une a las capas en vigor; aún no hay ninguna con este nombre.",
    ),
    "desk-same-version": Text(
        "The text differs, yet it is still called version {version}. Raise the version, so that both can be told apart.",
        "El texto es distinto, pero sigue llamándose versión {version}. Suba la versión para poder distinguirlas.",
    ),
    "desk-known": Text(
        "{count} that the version in force has too", "{count} que también tiene la versión en vigor"
    ),
    "desk-changes": Text("What changes for clients", "Qué cambia para las personas"),
    "desk-no-changes": Text(
        "Nothing changes for any client: no verdict, no question and no text.",
        "Nada cambia para nadie: ningún resultado, ninguna pregunta y ningún texto.",
    ),
    "desk-same": Text(
        "This is word for word what is in force. There is nothing to publish.",
        "Es palabra por palabra lo que está en vigor. No hay nada que publicar.",
    ),
    "desk-errors": Text(
        "A careful reader found errors. Mend them first; then it can be published.",
        "Una lectura atenta encontró errores. Corríjalos primero; después podrá publicarse.",
    ),
    "desk-remarks": Text("What a careful reader remarks", "Lo que observa una lectura atenta"),
    "desk-no-remarks": Text("Nothing to remark.", "Nada que observar."),
    "desk-publish": Text("Publish", "Publicar"),
    "desk-publish-lead": Text(
        "It answers at once on every page. Your name and the reason stay in the history for ever.",
        "Responde de inmediato en todas las páginas. Su nombre y el motivo quedan en el historial para siempre.",
    ),
    "desk-by_name": Text("Your name", "Su nombre"),
    "desk-by_name-hint": Text(
        "As it will stand in the history; your account is kept beside it.",
        "Como figurará en el historial; junto a él se guarda su cuenta.",
    ),
    "desk-by_name-missing": Text(
        "Write your name: a publication names who made it.",
        "Escriba su nombre: una publicación dice quién la hizo.",
    ),
    "desk-reason": Text("Reason for the change", "Motivo del cambio"),
    "desk-reason-hint": Text(
        "What changed and why, for whoever reads this later. Up to 300 characters.",
        "Qué cambió y por qué, para quien lo lea más adelante. Hasta 300 caracteres.",
    ),
    "desk-reason-missing": Text(
        "Write the reason: whoever reads the history must be able to follow it.",
        "Escriba el motivo: quien lea el historial debe poder seguirlo.",
    ),
    "desk-meanwhile": Text(
        "Somebody published another protocol since you looked. What changes is shown anew; read it, then publish again.",
        "Alguien publicó otro protocolo desde que usted miró. Lo que cambia se muestra de nuevo; léalo y publique otra vez.",
    ),
    "desk-rewritten": Text(
        "The draft was changed since you looked. What it means is shown anew; read it, then publish again.",
        "El borrador cambió desde que usted miró. Lo que significa se muestra de nuevo; léalo y publique otra vez.",
    ),
    "desk-unsaved": Text(
        "The text below was changed and not read yet. It is saved and read now; what it means is shown anew. Look at it, "
        "then publish again.",
        "El texto de abajo cambió y aún no se había leído. Ya se ha guardado y leído; lo que significa se muestra de nuevo. "
        "Mírelo y publique otra vez.",
    ),
    "desk-not-taken": Text(
        "The text below could not be taken; the message beside it says why. Nothing is published.",
        "El texto de abajo no se pudo aceptar; el aviso que tiene al lado dice por qué. No se ha publicado nada.",
    ),
    "desk-published": Text(
        "Published. The site answers by it now.", "Publicado. El sitio ya responde según esto."
    ),
    "desk-save": Text("Read and check again", "Leer y comprobar de nuevo"),
    "desk-discard": Text("Discard this draft", "Descartar este borrador"),
    "desk-discarded": Text("The draft is gone.", "El borrador se ha eliminado."),
    "desk-saved": Text("Saved and read anew.", "Guardado y leído de nuevo."),
    "desk-back-title": Text("Go back to an earlier version", "Volver a una versión anterior"),
    "desk-back-lead": Text(
        "The layers published {when} by {by} are published once more. Nothing in the history is changed.",
        "Las capas publicadas el {when} por {by} se publican otra vez. Nada del historial se cambia.",
    ),
    "desk-edit-text": Text("Text", "Texto"),
}

learn(TEXTS)
