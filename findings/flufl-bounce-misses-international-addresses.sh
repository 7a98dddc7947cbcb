#!/usr/bin/env bash
# flufl.bounce 6.0.0 (PyPI, from Mailman) does not notice that mail to José came back.
#
# A server that cannot deliver mail to josé@example.org answers with the report of RFC 6533: its
# second part is message/global-delivery-status and has the address "utf-8; josé@example.org". For
# an ASCII address it is message/delivery-status (RFC 3464). The reports are otherwise the same.
# Seen: scan_message() finds the ASCII address and not the other one. It also returns nothing for
# mail that is no bounce, so nobody learns that the visitor has not received the PIN.
# Instead: read both kinds of report, and show staff each answer that the program does not
# understand.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check flufl.bounce==6.0.0

seen=$("$folder/python/bin/python" - <<'PYTHON'
import email
from flufl.bounce import scan_message

def report(kind, recipient):
    return email.message_from_bytes("\r\n".join([
        "From: MAILER-DAEMON@mail.example.org", "To: visits@example.org",
        "Subject: Undelivered mail", "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=part", "",
        "--part", "Content-Type: text/plain", "", "There is no such mailbox.", "",
        "--part", f"Content-Type: message/{kind}", "Content-Transfer-Encoding: 8bit", "",
        "Reporting-MTA: dns; mail.example.org", "",
        f"Final-Recipient: {recipient}", "Action: failed", "Status: 5.1.1", "", "--part--", "",
    ]).encode())

print(sorted(scan_message(report("delivery-status", "rfc822; jose@example.org"))),
      sorted(scan_message(report("global-delivery-status", "utf-8; josé@example.org"))))
PYTHON
)
echo "RFC 3464 and RFC 6533: $seen"
[ "$seen" = "[b'jose@example.org'] []" ]
