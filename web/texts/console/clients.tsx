import type { ClientRow } from "@nearside/shared/api/console/clients.ts";
import { listText, numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

const kinds: Readonly<Record<ClientRow["kind"], string>> = { command_line: "Command line", resource_server: "API" };
const kindsInPlural: Readonly<Record<ClientRow["kind"], string>> = {
  command_line: "Command lines",
  resource_server: "APIs",
};

const apisOfTokens = "APIs that accept its tokens";

/** The ways to register a client. */
const ways: Readonly<Record<NonNullable<ClientRow["by"]>, string>> = {
  client_ticket: "with a ticket",
  server_shell: "on the server's shell",
  console: "in the console",
  description: "by its own description at that address",
};

const keysHint = "A JWK Set with ES256, ES384, Ed25519 or PS256 keys. Never enter a private key.";

export const clientTexts = {
  section: "Clients",
  kinds,
  kindsInPlural,
  ways,
  states: { revoked: "Removed", active: "Active", verified: "Verified", unverified: "Not verified" },
  list: {
    title: "Clients",
    lead: "The command lines that can ask for a login, and the APIs that accept the tokens.",
    makeTicket: "Invite a developer",
    register: "Register a client",
    what: "clients",
    name: "Name",
    kind: "Kind",
    state: "State",
    scopes: "Scopes",
    noScopes: "none",
    registered: "Registered",
    way: "How",
    search: "Name",
    empty: {
      title: "No client is registered yet",
      says: "Register one here, or give its developer a ticket. The built-in command line and the clients of the configuration file are listed below.",
    },
    configured: {
      title: "Built-in and configured clients",
      what: "the built-in and configured clients",
      none: "None.",
      builtIn: ({ link, kind, id }: { link: ReactNode; kind: string; id: ReactNode }) => (
        <>
          {link} ({kind}, {id}). It is built in. Open it to let it ask for tokens to your own APIs.
        </>
      ),
      inFile: ({ link, kind, id }: { link: ReactNode; kind: string; id: ReactNode }) => (
        <>
          {link} ({kind}, {id}), from the configuration file.
        </>
      ),
    },
  },
  page: {
    title: "Client",
    what: "the client",
    facts: "Client",
    kind: "Kind",
    state: "State",
    id: "Client ID",
    registered: "Registered",
    builtIn: "Built in: every server knows it, unless the configuration file names other clients.",
    inFile: "In the configuration file",
    registeredBy: ({ moment, way }: { moment: ReactNode; way: string }) => (
      <>
        {moment} {way}
      </>
    ),
    tokensFor: apisOfTokens,
    answersFor: "Addresses of the API",
    thisServer: "this server only",
    scopes: "Scopes",
    noScopes: "none",
    detailTypes: "Authorization details",
    anyDetails: "any type",
    noDetails: "none",
    redirects: "Redirect addresses",
    noRedirects: "none",
    executables: "Programs that log in by redirect",
    anyExecutable: "any program at those addresses",
    tokenLife: "Lifetime of a token",
    loginLife: "Lifetime of a login",
    logins: "People logged in",
    keys: "Keys",
    noKeys: "none",
    exchange: "Can call other APIs for people",
    noExchange: "no",
    exchangeScopes: "Scopes at those APIs",
    noExchangeScopes: "none",
  },
  manage: {
    title: "Actions",
    unverified: "Approvals show the name as not verified until an administrator verifies it.",
    verify: "Verify the name",
    confirmVerify: {
      title: (name: string) => `Verify the name ${name}?`,
      verb: "Verify",
      says: "Every approval then tells people that this program is what its name says. No other program can have a similar name.",
      done: (name: string) => `${name} is verified.`,
    },
    removeTitle: "Remove the client",
    remove: "Remove",
    confirmRemove: {
      title: (name: string) => `Remove ${name}?`,
      verb: "Remove",
      commandLine: (logins: number) =>
        `It gets no more logins, tokens or refreshes. ${plural(logins, {
          one: "# person is logged in with it now; that login ends.",
          other: "# people are logged in with it now; those logins end.",
        })} Its ID can never be used again. This can't be undone.`,
      api: "It can no longer ask this server for anything, and its access in people's names ends. Its ID can never be used again. This can't be undone.",
      done: (name: string) => `${name} is removed.`,
    },
  },
  allowance: {
    title: "Your APIs that it can use",
    none: (
      <>
        None yet. Its tokens are valid at this server only. Add an API here, and{" "}
        <code>nearside login --resource …</code> gets a token that the API accepts.
      </>
    ),
    send: "Allow",
    confirmTitle: "Allow the built-in command line to ask for this?",
    done: "The command line can ask for that from now on.",
    resources: "Addresses of APIs",
    resourcesHint: "Addresses as people type them when they log in, such as https://api.example.com. One per line.",
    scopes: "Scopes",
    scopesHint: "Scopes that it can ask for at those APIs, such as orders:read. One per line.",
    remove: (text: string) => `Remove ${text}`,
    confirmRemove: {
      title: "Remove this?",
      verb: "Remove",
      says: "New logins can't ask for it. Logins that already have it keep it until they end.",
      done: "The command line can no longer ask for that.",
    },
  },
  keys: {
    title: "Replace the keys",
    says: "The API keeps its ID, and nothing that it did ends. To avoid a gap, enter the old key together with the new one first. Enter the new key alone once the API signs with it.",
    send: "Replace the keys",
    confirmTitle: (name: string) => `Replace the keys of ${name}?`,
    done: (name: string) => `${name} has new keys.`,
    field: "Public keys",
    hint: `${keysHint} If there are several, each needs a kid.`,
  },
  create: {
    title: "Register a client",
    kind: "Kind",
    kindHints: {
      command_line: "A program that asks for logins. The key of the person's machine proves it.",
      resource_server: "A service that takes tokens. It proves itself with a key of its own.",
    },
    send: "Register",
    confirmTitle: "Register this client?",
    done: "The client is registered.",
    name: "Name",
    nameHint: "Shown at every approval. Letters, digits, single spaces and . _ + & ( ) -",
    scopes: "Scopes",
    scopesHint: "Scopes that it can ask for, one per line.",
    resources: apisOfTokens,
    resourcesHint: "Their addresses, one per line. Empty: this server only.",
    detailTypes: "Authorization details",
    detailTypesHint: "The types that it can ask for beside scopes (RFC 9396), one per line. Empty: any type.",
    tokenMinutes: "Lifetime of a token, in minutes",
    tokenMinutesHint: (most: number) => `From 1 to ${numberText(most)}.`,
    loginHours: "Lifetime of a login, in hours",
    loginHoursHint: (most: number) =>
      `The program renews its tokens by itself during that time. At most ${numberText(most)}, a year.`,
    redirects: "Loopback redirect addresses",
    redirectsHint: "Such as http://127.0.0.1/callback, one per line. Most command lines need none.",
    byRedirect: "It can only log in by redirect",
    byRedirectHint:
      "It then logs in through the keeper of its machine, and gets a short-lived token that works for anybody who holds it.",
    executables: "Programs that may wait at those addresses",
    executablesHint:
      "Paths or file names, one per line. Only for a client that logs in by redirect. Empty: any program.",
    answersFor: "Addresses of the API",
    answersForHint: "One per line. The API can ask this server about tokens for these addresses.",
    keys: "Public keys",
    keysHint,
    exchangeResources: "Other APIs that it calls for people",
    exchangeResourcesHint:
      "Their addresses, one per line. It can exchange the token of a caller for a token to one of these (RFC 8693).",
    exchangeScopes: "Scopes at those APIs",
    exchangeScopesHint: "One per line. Never more than the person's own token has.",
  },
  ticket: {
    title: "Invite a developer",
    lead: "A developer registers clients with a ticket, without access to the console and within the limits that you set here. Clients registered so are not verified.",
    send: "Make the ticket",
    confirmTitle: "Make a ticket that registers clients?",
    kinds: "Kinds of clients",
    scopes: "Scopes",
    scopesHint: "The most that a command line can have. One per line.",
    resources: "APIs",
    resourcesHint: "The addresses that tokens can be for, or that an API can have. One per line.",
    detailTypes: "Authorization details",
    detailTypesHint: "The types that a command line can ask for (RFC 9396). One per line. Empty: any type.",
    uses: "Number of clients",
    usesHint: (most: number) => `How many clients the ticket registers, at most ${numberText(most)}.`,
    hours: "Lifetime in hours",
    hoursHint: (most: number) => `How long the ticket works, at most ${numberText(most)}.`,
    made: {
      title: "Ticket",
      says: (expires: string) =>
        `The ticket is shown only now. Hand it over in private: anybody who has it can use it until ${expires}.`,
      how: ({ endpoint }: { endpoint: string }) => (
        <>
          The program sends it as <code>Authorization: Bearer …</code>, with the client's metadata (RFC 7591), to{" "}
          <code>{endpoint}</code>.
        </>
      ),
      done: "Done",
    },
  },
  tickets: {
    title: "Active tickets",
    what: "the tickets",
    none: "None.",
    one: ({
      kinds: registered,
      uses,
      expires,
      made,
    }: {
      kinds: readonly ClientRow["kind"][];
      uses: number;
      expires: string;
      made: ReactNode;
    }) => (
      <>
        {plural(uses, {
          one: (number) =>
            `Registers ${number} more client (${listText(registered.map((kind) => kindsInPlural[kind]))}) until ${expires}.`,
          other: (number) =>
            `Registers ${number} more clients (${listText(registered.map((kind) => kindsInPlural[kind]))}) until ${expires}.`,
        })}{" "}
        Made {made}.
      </>
    ),
    scopes: (texts: ReactNode) => <>Scopes: {texts}</>,
    resources: (texts: ReactNode) => <>APIs: {texts}</>,
    detailTypes: (texts: ReactNode) => <>Authorization details: {texts}</>,
    noDetails: "none",
    more: "Older tickets are not listed.",
    revoke: "Revoke",
    confirm: {
      title: "Revoke this ticket?",
      verb: "Revoke",
      says: (expires: string) =>
        `Nobody can register a client with it any more. It would expire on ${expires}. Clients that are already registered stay.`,
      done: "The ticket is revoked.",
    },
  },
} as const;
