"""One support story, written the way each help desk writes its exports."""
