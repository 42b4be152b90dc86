"""Views render a report and its verdict; they measure and judge nothing."""
