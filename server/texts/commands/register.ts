// `nearside-server clients`, `client-ticket`, `client-tickets`, `extension` and `hosts`.
import { plural } from "@nearside/shared/text/amounts.ts";

export const registerTexts = {
  tooMany: ({ most }: { readonly most: number }) => `must not have more than ${most} values`,
  ticket: {
    kind: "--kind must be command-line or resource-server",
    uses: ({ most }: { readonly most: number }) => `--uses must be a whole number from 1 to ${most}`,
    hours: ({ most }: { readonly most: number }) => `--hours must be a whole number from 1 to ${most}`,
    notMade: ({ problem }: { readonly problem: string }) => `${problem}. No ticket was made.`,
    needsResource:
      "--kind resource-server needs --resource, the audiences that an API may answer for. No ticket was made.",
    made: ({ uses, hours }: { readonly uses: number; readonly hours: number }) =>
      `This ticket registers ${plural(uses, { one: "one client", other: "up to # clients" })} within ${plural(hours, { one: "an hour", other: "# hours" })}. Anybody who has it can use it.`,
    next: ({ endpoint }: { readonly endpoint: string }) =>
      `Hand it over in private, to the person who registers. With the client's metadata (RFC 7591) in metadata.json, and the ticket in the variable TICKET:\n\n    printf 'Authorization: Bearer %s\\n' "$TICKET" |\n      curl -H @- -H 'Content-Type: application/json' --data @metadata.json ${endpoint}\n\nApprovals show the client as not verified until you run: nearside-server clients verify <client id>`,
    wrongList: ({ option, problem }: { readonly option: string; readonly problem: string }) => `${option} ${problem}`,
  },
  tickets: {
    none: "There is no usable registration ticket.",
    more: "There are older tickets too.",
    commandLines: "command lines",
    id: ({ id }: { readonly id: string }) => `ticket ${id}`,
    about: ({
      what,
      left,
      made,
      ends,
    }: {
      readonly what: string;
      readonly left: number;
      readonly made: string;
      readonly ends: string;
    }) => `  registers ${what}, ${left} more; made ${made}, ends in ${ends}`,
    noSuchId: "There is no registration ticket with this id. `nearside-server client-tickets` lists the ids.",
    notUsable: "There is no usable registration ticket with this id. `nearside-server client-tickets` lists them.",
    revoked:
      "The registration ticket is revoked: nobody can register anything with it. What was registered before stays: nearside-server clients",
  },
  clients: {
    addedCommandLine: ({ name, id }: { readonly name: string; readonly id: string }) =>
      `${name} may request logins as ${id}. Approvals show it as not verified until you run: nearside-server clients verify ${id}`,
    addedApi: ({ name, id }: { readonly name: string; readonly id: string }) =>
      `${name} is registered as ${id}, and authenticates with its key.`,
    fileAndOptions: "With --file, the file contains everything: leave the other options out. Nothing was registered.",
    nothingRegistered: "Nothing was registered.",
    executable: "--executable needs --by-redirect. Nothing was registered.",
    say: 'Name the client: --name "Acme deploy" --scope read, or --file metadata.json (RFC 7591) for an API with its keys. Nothing was registered.',
    tokenLife: "1m to 1h",
    loginLife: "5m to 365d",
    span: ({ option, bounds }: { readonly option: string; readonly bounds: string }) =>
      `${option} takes a time such as 15m, 12h or 30d, from ${bounds}. Nothing was registered.`,
    verified: ({ name }: { readonly name: string }) => `Approvals show ${name} as verified from now on.`,
    nothingChanged: "Nothing was changed.",
    keysReplaced: ({ name, keys }: { readonly name: string; readonly keys: number }) =>
      plural(keys, {
        one: () => `${name} now authenticates with this key only.`,
        other: (number) => `${name} now authenticates with these ${number} keys only.`,
      }),
    sayApi:
      "Name the API with --resource https://api.example.com, and its scopes with --scope read. Nothing was changed.",
    wrongOption: ({ problem }: { readonly problem: string }) => `${problem} Nothing was changed.`,
    allowance: ({ scopes, resources }: { readonly scopes: string; readonly resources: string }) =>
      `scopes  ${scopes}\nfor     ${resources}`,
    allowed: ({ name, command }: { readonly name: string; readonly command: string }) =>
      `${name} may request that from now on, for example: ${command}`,
    disallowed: ({ name }: { readonly name: string }) =>
      `${name} may no longer request that. Logins that have it keep it until they end.`,
    option: ({ option, message }: { readonly option: string; readonly message: string }) => `${option} ${message}.`,
    removed: ({ name }: { readonly name: string }) =>
      `${name} was removed: it gets no login, no approval and no token any more. Its tokens are refused: by an API that reads the status list, as @nearside/resource does, within half a minute; by one that asks this server, at its next request; by any other, when they expire.`,
  },
  file: {
    unreadable: ({ path, code, nothing }: { readonly path: string; readonly code: string; readonly nothing: string }) =>
      `${path} can't be read (${code}). ${nothing}`,
    notObject: ({ path, nothing }: { readonly path: string; readonly nothing: string }) =>
      `${path} is not a JSON object. ${nothing}`,
    notJson: ({ path, nothing }: { readonly path: string; readonly nothing: string }) =>
      `${path} is not JSON. ${nothing}`,
  },
  show: {
    commandLine: ({ verified }: { readonly verified: string }) => `command line, ${verified}`,
    anyProgram: "any program, by a redirect",
    removed: "  REMOVED",
    verified: "verified",
    notVerified: "not verified",
    acts: ({ resources, scopes }: { readonly resources: string; readonly scopes: string }) =>
      scopes === ""
        ? `in people's names at ${resources}, without a scope`
        : `in people's names at ${resources}, for ${scopes}`,
    lives: ({ token, login }: { readonly token: string; readonly login: string }) =>
      `a token ${token}, a login ${login}`,
    at: ({ at }: { readonly at: string }) => `${at} UTC`,
    byTicket: ({ at }: { readonly at: string }) => `${at} UTC, with a registration ticket`,
    atShell: ({ at }: { readonly at: string }) => `${at} UTC, at this shell`,
    inConsole: ({ at }: { readonly at: string }) => `${at} UTC, in the console`,
    byDescription: ({ at }: { readonly at: string }) => `${at} UTC, by its own metadata document at that address`,
    builtIn: 'built in; "clients allow" lets it request more',
    configured: "in the configuration file",
  },
  extension: {
    noKey: "There is no key yet. The server makes the first one when a browser first asks for the extension.",
    key: ({ id, state, span }: { readonly id: string; readonly state: string; readonly span: string }) =>
      `${id}  ${state.padEnd(7)}  made ${span} ago`,
    notBuilt: "This server's extension was not built, so there is nothing to roll out. Build it: npm run build",
    noPolicy: ({ browsers }: { readonly browsers: string }) =>
      `There is no such policy. Browsers are ${browsers}; systems are linux, windows and macos.`,
    forManagement: ({ name }: { readonly name: string }) =>
      `Give it to the software that manages your machines, as ${name}.`,
    toFolder: ({ folder, name }: { readonly folder: string; readonly name: string }) =>
      `Put it into ${folder} as ${name}, readable for everybody and writable only for root.`,
    replaced: ({ before }: { readonly before: string | null }) =>
      `New policies have this id. The one before (${before ?? "none"}) is revoked: its package is no longer handed out, and no keeper admits it. Put new policies in place now, and have each browser enrolled again: nearside enroll <issuer> --browser`,
    rotated: ({ before }: { readonly before: string | null }) =>
      `New policies have this id. Machines with the one before (${before ?? "none"}) keep working and get its updates. Put new policies in place; each browser is then enrolled again (nearside enroll <issuer> --browser). Once no machine has the old one: nearside-server extension end ${before ?? "<id>"}`,
    unknownKey: "There is no such key to revoke. The ids: nearside-server extension",
    activeKey:
      "This key signs the extension for new machines, so it was not revoked. Make another one first: nearside-server extension rotate",
    ended: "It is revoked: its package is no longer handed out, and keepers stop admitting it within hours.",
  },
  hosts: {
    row: ({ id, name, type }: { readonly id: string; readonly name: string; readonly type: string }) =>
      `${id}  ${name}  ${type}`,
    none: "There are no host keys yet. Add one: nearside-server hosts add build-7.example.com --key ssh_host_ed25519_key.pub",
    wrong: ({ problem }: { readonly problem: string }) => `The host ${problem}. Nothing was changed.`,
    added: ({ name, id }: { readonly name: string; readonly id: string }) =>
      `The host ${name} was added. Its key has the id ${id}.`,
    renamed: ({ name }: { readonly name: string }) => `The host is now called ${name}.`,
    sameName: "The host already has this name, so nothing was changed.",
    removed:
      "The host key was removed. The next login and the next token refresh from that host are judged without it.",
    line: ({
      line,
      action,
      name,
      from,
      problem,
    }: {
      readonly line: number;
      readonly action: string;
      readonly name: string;
      readonly from: string | null;
      readonly problem: string | null;
    }) => {
      const host = from === null ? `${line}  ${action}  ${name}` : `${line}  ${action}  ${name} (was ${from})`;
      return problem === null ? host : `${host}: ${problem}`;
    },
    nothing: "There is nothing to do.",
    wouldChange: ({ count }: { readonly count: number }) =>
      plural(count, {
        one: "# line would change something. Nothing was changed: add --yes to make the change.",
        other: "# lines would change something. Nothing was changed: add --yes to make the changes.",
      }),
    imported: ({
      added,
      renamed,
      more,
    }: {
      readonly added: number;
      readonly renamed: number;
      readonly more: boolean;
    }) =>
      more
        ? `${added} added, ${renamed} renamed. The file has more lines: run the same command again.`
        : `${added} added, ${renamed} renamed.`,
    unreadable: ({ file }: { readonly file: string }) => `${file} can't be read. Nothing was changed.`,
  },
} as const;
