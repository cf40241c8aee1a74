import { listText } from "@nearside/shared/text/amounts.ts";

const withIssuer = (says: string, authority: string | undefined): string =>
  authority === undefined ? says : `${says} It names its issuer, unverified, as "${authority}".`;

export const texts = {
  browser: {
    met: "Its extension met this command line.",
    ownAccount: "Open the page in a browser of your own account on this machine.",
    says: ({ says }: { readonly says: string }): string => `A browser that opened the page says: ${says}`,
    noLogin: "No test login could be started.",
    notMet: "No browser reached this command line, and no page told why.",
    didOpen:
      "Did the page open? If not, or in the wrong browser: open its address in the browser that you enrolled (nearside login --open-with).",
    isEmpty:
      "Is the page empty, or does it say that the server did not answer? An ad or script blocker may stop it: allow this site there.",
    saysElse: "Does it say anything else? Do what it says.",
  },
  certificate: {
    expired: ({ issuer, authority }: { readonly issuer: string; readonly authority: string | undefined }): string =>
      withIssuer(`The certificate of ${issuer} has expired.`, authority),
    checkClock: "Check this machine's clock. If it is right, tell your administrator.",
    otherName: ({ issuer, authority }: { readonly issuer: string; readonly authority: string | undefined }): string =>
      withIssuer(`The certificate that ${issuer} shows is for another name.`, authority),
    checkAddress: "Check the address. Somebody else may be answering: do not continue.",
    untrusted: ({
      issuer,
      code,
      authority,
    }: {
      readonly issuer: string;
      readonly code: string;
      readonly authority: string | undefined;
    }): string => withIssuer(`The certificate of ${issuer} is not trusted here (${code}).`, authority),
    trustIt:
      "If it was issued by your organisation's own authority, or by your organisation's proxy that inspects TLS, get that certificate from your administrator and from nobody else, and add it to the authorities that this system trusts. Node before 22.15 does not read those: name it in your shell's profile, export NODE_EXTRA_CA_CERTS=/path/to/ca.pem. Then try again. Otherwise do not continue.",
  },
  clock: {
    good: "It agrees with the server's.",
    ahead: ({ span }: { readonly span: string }): string =>
      `It is ${span} ahead of the server's. Nearside corrects for it, but certificates and other programs may not.`,
    behind: ({ span }: { readonly span: string }): string =>
      `It is ${span} behind the server's. Nearside corrects for it, but certificates and other programs may not.`,
    set: "Set it by the network: timedatectl set-ntp true on Linux, in the date settings elsewhere.",
  },
  proxy: {
    named: ({ variables }: { readonly variables: readonly string[] }): string =>
      `A proxy is set (${listText(variables)}). Nearside does not use it.`,
    direct:
      "If the server can't be reached, ask for a direct connection to it. Exclude 127.0.0.1 from the proxy in the browser.",
  },
  server: {
    unreachable: ({ issuer, why }: { readonly issuer: string; readonly why: string }): string =>
      `${issuer} can't be reached. ${why}`,
    redirected: ({ issuer, status }: { readonly issuer: string; readonly status: number }): string =>
      `Something else answered for ${issuer}: a redirect (${status}).`,
    webPage: ({ issuer }: { readonly issuer: string }): string => `Something else answered for ${issuer}: a web page.`,
    inBetween:
      "A proxy or the sign-in page of a network is in between. Sign in to the network, or ask for a direct connection to this address.",
    answers: ({ issuer }: { readonly issuer: string }): string => `${issuer} answers.`,
    otherServer: ({ issuer }: { readonly issuer: string }): string => `${issuer} says that it is another server.`,
    askAddress: "Enrol with the address that your administrator gives you.",
    notNearside: ({ issuer, why }: { readonly issuer: string; readonly why: string }): string =>
      `${issuer} answers, but not as a Nearside server. ${why}`,
    checkAddress: "Check the address, and tell your administrator.",
    unknownName: ({ name }: { readonly name: string }): string =>
      `The name ${name} is not known here. Check the network, a VPN that must be on, and the spelling.`,
    refused: "The machine is there, but nothing listens. Ask your administrator whether the server runs.",
    noRoute: "There is no route to it. Check the network, and a VPN that must be on.",
    noTls: "It does not speak TLS there. Check the address and its port.",
    checkNetwork: "Check the network, a VPN that must be on, and a firewall. Then ask your administrator.",
  },
  rollOut: {
    ask: "Ask your administrator to install the policy again: it is in the console, under Roll-out.",
    linuxOnly:
      "Browser policies are checked on Linux only. Your browser shows its own: chrome://policy or about:policies.",
    unreadable: ({ browser, path }: { readonly browser: string; readonly path: string }): string =>
      `${browser} can't read ${path}, so none of its policies apply.`,
    jsonForAll: ({ ask }: { readonly ask: string }): string => `It must be JSON, and readable for everybody. ${ask}`,
    overridden: ({
      browser,
      path,
      lost,
    }: {
      readonly browser: string;
      readonly path: string;
      readonly lost: readonly string[];
    }): string =>
      `${browser} does not get the extension: ${path} also has ExtensionSettings, and overrides ${listText(lost)}.`,
    oneFile: "Ask your administrator to put both into one file. Of several files, only the last one by name applies.",
    otherAddress: ({ path, browser }: { readonly path: string; readonly browser: string }): string =>
      `${path} makes ${browser} get the extension from an address that is not one of your servers'.`,
    unknownId: ({ browser, id }: { readonly browser: string; readonly id: string }): string =>
      `${browser} gets an extension (${id}) that none of your servers names as its own.`,
    notInstalled: ({ browser }: { readonly browser: string }): string =>
      `${browser} has policies here, but none of them installs the extension.`,
    installed: ({ browser, path }: { readonly browser: string; readonly path: string }): string =>
      `${browser} gets the extension by ${path}.`,
    optional: ({ browser, path }: { readonly browser: string; readonly path: string }): string =>
      `${path} allows the extension in ${browser}, but does not install it.`,
    json: ({ ask }: { readonly ask: string }): string => `It must be JSON. ${ask}`,
    unmanaged: ({ browser }: { readonly browser: string }): string =>
      `${browser} has no policies of an organisation here, so you install the extension yourself.`,
    noSettings: ({ browser }: { readonly browser: string }): string =>
      `No policy has settings of the extension in ${browser} for your servers.`,
    incomplete: ({ path, browser }: { readonly path: string; readonly browser: string }): string =>
      `The extension's settings in ${path} are incomplete, so ${browser} approves nothing.`,
    notAllowed: ({
      path,
      browser,
      issuer,
    }: {
      readonly path: string;
      readonly browser: string;
      readonly issuer: string;
    }): string => `${path} does not let ${browser} approve logins at ${issuer}.`,
    blockedHosts: ({ path, browser }: { readonly path: string; readonly browser: string }): string =>
      `${path} keeps extensions of ${browser} from this machine's loopback (runtime_blocked_hosts), so they can't meet a login.`,
    allowHosts:
      "Ask your administrator to add runtime_allowed_hosts, as the policy in the console has it under Roll-out.",
    blockedHost: ({ path, browser }: { readonly path: string; readonly browser: string }): string =>
      `${path} keeps ${browser} from the keeper (NativeMessagingBlocklist), so logins go over loopback.`,
    allowHost: ({ host }: { readonly host: string }): string =>
      `Ask your administrator to add ${host} to NativeMessagingAllowlist.`,
  },
} as const;
