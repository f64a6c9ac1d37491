"""The actions by family: one file for each part of the terminal.

To add a family: a file here with its `ACTIONS`, its name in the tuple of `ledger_tui.actions`, the
texts `family.<family>`, `action.<id>` and `action.<id>.help` in both catalogs, and a screen,
dialog or widget that names it in `FAMILIES` and has a method `action_<family>_<name>` for each.
Every action has a main key and another, and a menu. Taken everywhere: F1, F9, F10, Esc,
ctrl+p q u r t k, alt with digits, with the letters of menus, and with b j k l m p t u x;
ctrl and alt with F1, F4 to F6, F8 to F10, alt with the other F-keys, home, end, pagedown, insert.
"""
