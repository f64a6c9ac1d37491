"""The command `ledger-tui`: opens the terminal, or prints its manual."""

from __future__ import annotations

import gc
import os

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("book", required=False, default="")
@click.option("--by", "who", default="", help="谁在用 / who works")
@click.option(
    "--book", "name", default="", help="库中有几套账时，用哪一套 / which of several books"
)
@click.option("--language", type=click.Choice(["zh", "en"]), help="语言 / language")
@click.option("--theme", type=click.Choice(["light", "dark", "contrast"]), help="配色 / colours")
@click.option("--web", is_flag=True, help="在本机浏览器里用 / in a browser on this machine")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
    help="--web 的端口，0 为任一空闲端口 / the port of --web, 0 for any free one",
)  # fmt: skip
@click.option("--manual", is_flag=True, help="打印按键手册 / print the manual of keys (Markdown)")
def main(
    book: str, who: str, name: str, language: str | None, theme: str | None, web: bool, port: int,
    manual: bool,
) -> None:  # fmt: skip
    """账务终端 The bookkeeper's terminal.

    BOOK is the file of a book or the address of a database (postgresql://...); without one the
    recent books are shown.
    """
    if language is not None:
        os.environ["LEDGERLIB_LANGUAGE"] = {"zh": "zh_CN", "en": "en"}[language]
    if manual:
        from .manual import manual_text

        click.echo(manual_text())
        return
    from .settings import Settings

    settings = Settings.load()
    if language is None and settings.language and "LEDGERLIB_LANGUAGE" not in os.environ:
        os.environ["LEDGERLIB_LANGUAGE"] = settings.language
    if web:
        from .web import serve

        given = [("--by", who), ("--book", name), ("--theme", theme or "")]
        options = [f"{option}={value}" for option, value in given if value]
        raise SystemExit(serve([*options, "--", book], port))
    if theme is not None:
        settings.theme = theme
    # What is imported stays: looking it through for garbage costs a sixth of the time to start.
    gc.disable()
    from .app import LedgerApp, Start

    gc.freeze()
    gc.enable()
    app = LedgerApp(Start(book, name, who), settings=settings)
    app.run()
    raise SystemExit(app.return_code or 0)
