"""A mail server of somebody else's (Debian's python3-aiosmtpd), as a program.

Its first line of input is how it is set up, JSON: {"port", "tls": "starttls" | "implicit" | "none", "certificate", "key",
"user", "password"}; without a user it asks for no sign-in. It says {"port"} when it listens. Each further line is what it
answers from then on: {"RCPT", "DATA"}, each a reply or null for "taken"; "drop" takes a message and hangs up instead of saying so.
It says {"answers": true} when it does. Each message that it took is a line: {"from", "to", "data", "tls", "user"}. It ends with its input.
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

answers = {}


def say(line):
    print(json.dumps(line), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if answers.get("RCPT"):
            return answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = answers.get("DATA")
        if answer and answer != "drop":
            return answer
        encrypted = server.transport.get_extra_info("sslcontext") is not None
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "data": envelope.content.decode("latin-1"),
                "tls": encrypted,
                "user": session.auth_data,
            }
        )
        if answer == "drop":
            server.transport.abort()
        return "250 2.0.0 Taken as number 1"


def context_of(setup):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(setup["certificate"], setup["key"])
    return context


async def main():
    lines = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    setup = json.loads(await lines.readline())
    tls = setup["tls"]
    user = setup.get("user")

    def authenticator(server, session, envelope, mechanism, data):
        matches = data.login == user.encode() and data.password == setup["password"].encode()
        return AuthResult(success=matches, handled=False, auth_data=user if matches else None)

    options = {"hostname": "mail.example", "auth_required": user is not None, "auth_require_tls": tls == "starttls"}
    if user is not None:
        options["authenticator"] = authenticator
    if tls == "starttls":
        options.update(tls_context=context_of(setup), require_starttls=True)
    server = await loop.create_server(
        lambda: SMTP(Handler(), **options),
        "127.0.0.1",
        setup["port"],
        ssl=context_of(setup) if tls == "implicit" else None,
    )
    say({"port": server.sockets[0].getsockname()[1]})
    while line := await lines.readline():
        answers.clear()
        answers.update(json.loads(line))
        say({"answers": True})


asyncio.run(main())
