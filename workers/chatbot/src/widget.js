// A placeholder: the embeddable chat box takes this file's place.
