"""What the door says."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "signin-title": Text("Sign in to the desk", "Entrar en el escritorio"),
    "signin-lead": Text("For the people who run this clinic.", "Para quienes llevan esta clínica."),
    "signin-name": Text("Name", "Nombre"),
    "signin-password": Text("Password", "Contraseña"),
    "signin-in": Text("Sign in", "Entrar"),
    "signin-out": Text("Sign out", "Salir"),
    "signin-cancel": Text("Cancel", "Cancelar"),
    "signin-or": Text("or", "o"),
    "signin-passkey": Text("Sign in with a passkey", "Entrar con una llave de acceso"),
    "signin-wrong": Text(
        "Name and password do not belong together. Check both and try again.",
        "El nombre y la contraseña no concuerdan. Revise ambos e inténtelo de nuevo.",
    ),
    "signin-missing": Text("Fill this in.", "Rellene este campo."),
    "signin-locked": Text(
        "Too many attempts. Try again in {minutes} minutes. Signing in with a passkey stays open.",
        "Demasiados intentos. Inténtelo de nuevo en {minutes} minutos. Con una llave de acceso puede entrar.",
    ),
    "signin-locked-one": Text(
        "Too many attempts. Try again in a minute. Signing in with a passkey stays open.",
        "Demasiados intentos. Inténtelo de nuevo en un minuto. Con una llave de acceso puede entrar.",
    ),
    "signin-too-many": Text("Too many requests", "Demasiadas solicitudes"),
    "signin-too-many-lead": Text("Wait a minute, then try again.", "Espere un minuto e inténtelo de nuevo."),
    "signin-forgotten": Text(
        "Forgotten? Whoever looks after the server can set a new password or take the second factor away.",
        "¿Lo olvidó? Quien cuida del servidor puede poner otra contraseña o quitar el segundo factor.",
    ),
    "signin-code-title": Text("Second step", "Segundo paso"),
    "signin-code-lead": Text(
        "Enter the code that your app shows now, or one of your recovery codes.",
        "Escriba el código que muestra ahora su aplicación, o uno de sus códigos de recuperación.",
    ),
    "signin-code": Text("Code", "Código"),
    "signin-wrong-code": Text(
        "This code does not fit, or was used already. Wait for the next one and try again.",
        "Este código no es válido o ya se usó. Espere al siguiente e inténtelo de nuevo.",
    ),
    "signin-use-passkey": Text("Use a passkey", "Usar una llave de acceso"),
    "signin-prove-title": Text("Is it you?", "¿Es usted?"),
    "signin-prove-lead": Text(
        "Before something of weight is changed, prove once more that it is you.",
        "Antes de cambiar algo importante, demuestre de nuevo que es usted.",
    ),
    "signin-go-on": Text("Go on", "Continuar"),
    "signin-other-ways": Text("Other ways", "Otras maneras"),
    "signin-factor-title": Text("Second factor", "Segundo factor"),
    "signin-factor-lead": Text(
        "A password can be stolen without anybody noticing. A second factor keeps the desk closed all the same.",
        "Una contraseña puede robarse sin que nadie lo note. Con un segundo factor el escritorio sigue cerrado.",
    ),
    "signin-factor-needed": Text(
        "Here everybody who enters the desk has one. Set up a passkey or an app; then the desk opens.",
        "Aquí lo tiene todo el que entra en el escritorio. Configure una llave de acceso o una aplicación y se abrirá.",
    ),
    "signin-factor-lost": Text(
        "This second factor can no longer be read, since the site has another secret key. Whoever looks after the server can "
        "take it away.",
        "Este segundo factor ya no se puede leer, porque el sitio tiene otra clave secreta. Quien cuida del servidor puede "
        "quitarlo.",
    ),
    "signin-last-factor": Text(
        "This is your only second factor, and one is required here. Set up another one first.",
        "Es su único segundo factor, y aquí hace falta uno. Configure otro primero.",
    ),
    "signin-to-desk": Text("To the desk", "Ir al escritorio"),
    "signin-app": Text("Authenticator app", "Aplicación de códigos"),
    "signin-app-lead": Text(
        "An app on your telephone shows a new code every half minute.",
        "Una aplicación en su teléfono muestra un código nuevo cada medio minuto.",
    ),
    "signin-app-on": Text("Set up.", "Configurada."),
    "signin-app-add": Text("Set up an app", "Configurar una aplicación"),
    "signin-app-remove": Text("Remove the app", "Quitar la aplicación"),
    "signin-app-remove-lead": Text(
        "The app's codes will no longer open the desk.",
        "Los códigos de la aplicación ya no abrirán el escritorio.",
    ),
    "signin-app-scan": Text(
        "Scan this picture with the app, or type the key into it. Then enter the code that it shows.",
        "Escanee esta imagen con la aplicación, o escriba en ella la clave. Después introduzca el código que muestre.",
    ),
    "signin-app-picture": Text("The key as a QR code", "La clave como código QR"),
    "signin-app-key": Text("Key", "Clave"),
    "signin-keys": Text("Passkeys", "Llaves de acceso"),
    "signin-keys-lead": Text(
        "Kept by your telephone, your computer or a security key, and unlocked by your finger, face or PIN. They cannot be "
        "given to a false site.",
        "Las guarda su teléfono, su ordenador o una llave de seguridad, y se abren con su dedo, su cara o un PIN. No se pueden "
        "entregar a un sitio falso.",
    ),
    "signin-key-add": Text("Add a passkey", "Añadir una llave de acceso"),
    "signin-key-name": Text("Name of the passkey", "Nombre de la llave de acceso"),
    "signin-key-name-hint": Text(
        "To tell it apart, such as the telephone's name.", "Para distinguirla, como el nombre del teléfono."
    ),
    "signin-key-alone": Text("Sign in with it without a password", "Entrar con ella sin contraseña"),
    "signin-key-alone-hint": Text(
        "It then asks for your finger, face or PIN.", "Entonces pide su dedo, su cara o un PIN."
    ),
    "signin-key-edit": Text("Rename", "Cambiar el nombre"),
    "signin-key-edit-of": Text("Rename {name}", "Cambiar el nombre de {name}"),
    "signin-key-remove": Text("Remove", "Quitar"),
    "signin-key-remove-of": Text("Remove {name}", "Quitar {name}"),
    "signin-key-remove-lead": Text(
        "This passkey will no longer open the desk.", "Esta llave de acceso ya no abrirá el escritorio."
    ),
    "signin-key-failed": Text(
        "The passkey was not used. Try again, or choose another way.",
        "No se usó la llave de acceso. Inténtelo de nuevo o elija otra manera.",
    ),
    "signin-key-script": Text("Passkeys need JavaScript.", "Las llaves de acceso necesitan JavaScript."),
    "signin-save": Text("Save", "Guardar"),
    "signin-codes": Text("Recovery codes", "Códigos de recuperación"),
    "signin-codes-lead": Text(
        "Each opens the desk once, if telephone and key are lost. Keep them on paper, away from the computer.",
        "Cada uno abre el escritorio una vez, si se pierden el teléfono y la llave. Guárdelos en papel, lejos del ordenador.",
    ),
    "signin-codes-left": Text("{count} of {total} are left.", "Quedan {count} de {total}."),
    "signin-codes-show": Text("Show the codes", "Mostrar los códigos"),
    "signin-codes-save": Text("Save as a file", "Guardar en un archivo"),
    "signin-codes-new": Text("Make new codes", "Crear códigos nuevos"),
    "signin-codes-new-lead": Text(
        "The codes you have now will stop working.", "Los códigos que tiene ahora dejarán de servir."
    ),
    "signin-back": Text("Back", "Atrás"),
}

learn(TEXTS)
