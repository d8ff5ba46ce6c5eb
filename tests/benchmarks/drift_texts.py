"""What sites say instead of their list. Even entries are for tuning, odd ones only for the unseen runs."""

from __future__ import annotations

PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>{0}</title></head><body>{1}</body></html>'

BLOCKED = (
    (
        "Access denied",
        "<h1>Access denied</h1><p>You do not have permission to view this page. Ref. 18.5f</p>",
    ),
    ("Sorry", "<h1>Sorry, you have been blocked</h1><p>This site uses a security service.</p>"),
    (
        "Zugriff verweigert",
        "<h2>Zugriff verweigert</h2><p>Von Ihrer Adresse kamen ungewöhnlich viele Anfragen.</p>",
    ),
    ("Pardon our interruption", "<p>Something about your browser made us think that you might be a bot.</p>"),
    (
        "Too many requests",
        "<p>You have sent too many requests in a given amount of time. Please slow down.</p>",
    ),
    ("403", "<h1>Forbidden</h1><p>Automated access to this directory is not allowed.</p>"),
    (
        "Accès refusé",
        "<h1>Accès refusé</h1><p>Votre adresse IP a été bloquée par notre pare-feu.</p>",
    ),
    ("Request rejected", "<p>The requested URL was rejected. Please consult with your administrator.</p>"),
)
CAPTCHA = (
    (
        "Just a moment...",
        '<div id="challenge-form"><p>Checking your browser before accessing the site.</p></div>',
    ),
    ("Security check", '<div class="g-recaptcha" data-sitekey="x"></div><p>Please confirm.</p>'),
    (
        "Robot check",
        "<p>Type the characters you see in this image:</p><img src=/captcha.png><input name=c>",
    ),
    ("Attention", '<div class="h-captcha"></div><p>One more step: complete the security check.</p>'),
    (
        "Sicherheitsabfrage",
        "<p>Bitte bestätigen Sie, dass Sie kein Roboter sind.</p><input name=antwort>",
    ),
    ("Verifying", "<p>Verify you are human by completing the action below.</p><script>t()</script>"),
)
LOGIN = (
    (
        "Log in",
        "<h1>Log in</h1><form method=post><input name=user><input type=password name=pw></form>",
    ),
    (
        "Members only",
        "<p>Please sign in to see our members.</p><form><input name=mail><input type=password></form>",
    ),
    (
        "Anmeldung",
        "<h1>Anmelden</h1><p>Bitte melden Sie sich an.</p><form><input type=password name=p></form>",
    ),
    ("Connexion", "<p>Veuillez vous connecter pour continuer.</p><form><input type=password></form>"),
)
GONE = (
    ("404 Not Found", "<h1>Not Found</h1><p>The requested URL was not found on this server.</p>"),
    ("Seite nicht gefunden", "<h1>Diese Seite gibt es leider nicht mehr</h1><a href=/>Startseite</a>"),
    ("Oops!", "<h1>Page not found</h1><p>The page you are looking for has moved or never existed.</p>"),
    (
        "firmen.example",
        "<h1>This domain is for sale</h1><p>Buy now or make an offer. Related searches: hotels, loans</p>",
    ),
    (
        "Domain geparkt",
        "<p>Diese Domain ist geparkt.</p><p>Sie können diese Domain kaufen.</p>",
    ),
    ("Erreur 404", "<h1>Page introuvable</h1><p>La page demandée n'existe pas ou plus.</p>"),
    (
        "Service discontinued",
        "<p>This directory has been discontinued. Thank you for your interest over the years.</p>",
    ),
    ("Site closed", "<p>We have closed this service for good on 30 June. Goodbye.</p>"),
)
EMPTY = (
    "No results found.",
    "There are currently no entries in this list.",
    "Keine Treffer.",
    "Es wurden keine Einträge gefunden.",
    "0 companies match your search.",
    "No companies to display at the moment.",
    "Aucun résultat ne correspond à votre recherche.",
    "Nothing found. Try another search.",
)
ERRORS = (
    '{"error": {"code": 429, "message": "rate limit exceeded"}}',
    '{"status": "error", "message": "Unauthorized: API key required"}',
    '{"message": "Forbidden"}',
    '{"errors": [{"title": "Too many requests, slow down"}]}',
)
