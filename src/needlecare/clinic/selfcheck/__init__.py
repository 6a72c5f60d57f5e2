"""When can I be treated? The interview as pages, and its result. Nothing is stored: answers travel in the form itself."""
