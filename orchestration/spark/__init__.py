"""The warehouse on Apache Spark: where it is, what it is asked, and its marts on their way back."""
