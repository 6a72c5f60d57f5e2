// Says beside the button that a passkey was not used; the library's own scripts would write to the console only.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  document.getElementById('passkey-failed').hidden = false
})
