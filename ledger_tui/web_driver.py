"""How the terminal speaks to a browser: Textual's way, but that it ends when the server has gone."""

from __future__ import annotations

from textual import messages
from textual.drivers.web_driver import WebDriver


class BrowserDriver(WebDriver):
    """Reads keys from the server and writes the screen to it."""

    def run_input_thread(self) -> None:
        """Read keys until there are no more; a server that was killed leaves no app behind."""
        super().run_input_thread()
        self._app.post_message(messages.ExitApp())
