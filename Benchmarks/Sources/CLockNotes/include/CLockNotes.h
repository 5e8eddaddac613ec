// Nothing is called from here: linking it is enough.
