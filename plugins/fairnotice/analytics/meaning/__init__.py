"""What a document configures: which of its texts can name a classifier, and what each proves."""
