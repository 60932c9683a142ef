"""Turn a voice into typed facts for whoever must act: intent, escalation, effort, urgency, safety, gap, severity."""
