"""The house's colours as a mail needs them: no style sheet of ours can be asked for.

They are those of libs/design/tokens.css; a test compares.
"""

LIGHT = {
    "page": "#f5f6f4",
    "card": "#ffffff",
    "text": "#1c2521",
    "muted": "#57625c",
    "line": "#dde2dd",
    "accent": "#14614a",
    "on-accent": "#ffffff",
}
DARK = {
    "page": "#101513",
    "card": "#18201c",
    "text": "#e6ebe7",
    "muted": "#a3afa8",
    "line": "#2c3732",
    "accent": "#6cc9a4",
    "on-accent": "#06231a",
}
