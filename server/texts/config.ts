// The problem of a setting. The name of the setting comes before it: "NEARSIDE_PORT must be a whole number from 0 to 65535".

export const configTexts = {
  text: "must be text",
  shorter: "is too long",
  clients: {
    documentHost: "must be a host as an address has it, such as vscode.dev, or any, or off",
    documentHosts: "must be any alone, off alone, or the names of hosts",
    id: "must have only letters, digits, dots, dashes and underscores",
    reservedId: "must not be `configured`, `.` or `..`, because addresses of the console end like that",
    audience: "must name at least one audience that the API answers for",
    builtInName: "Nearside command line",
    atLeastOne: "must name at least one client",
    idTwice: "must not name an id twice",
    loopbackByNumber:
      "must name loopback addresses by number, such as http://127.0.0.1/callback; localhost is only for a client with a redirectGrant",
    redirectUris: "must name the redirectUris of a client with a redirectGrant",
    executable: "must be the path or the file name of a program",
    executables: "must be an object with the list executables",
    redirectUri:
      "must be a loopback address by number with a path, such as http://127.0.0.1/callback or http://[::1]/callback, without query and fragment",
    grantRedirectUri:
      "must be a loopback address with a path, such as http://127.0.0.1/callback or http://localhost/callback, without query and fragment",
    scope: "must be a scope: printable characters without spaces and quotes",
    detailType: "must be a type of details: at most 255 visible characters",
    resource: "must be an absolute URL without a fragment",
    resourceScheme: "must be an absolute URL, with its scheme, such as https:// in front",
    lifetimes: "must be an object with access_token and refresh_token, in seconds",
    idOfOther: "must not use an id that clients uses",
    plainName:
      "must be at most 64 letters, digits, single spaces and . _ + & ( ) -, starting with a letter or digit; an operator can give any other name in the configuration file",
  },
  name: "must be a name of at most 64 characters",
  base64url: "must be base64url",
  long: "is too long",
  empty: "is empty",
  keys: {
    use: "must be sig if it is given",
    alg: ({ names }: { readonly names: string }) => `must be ${names} if it is given`,
    form: "must be a public JWK for ES256 (P-256), ES384 (P-384), EdDSA (Ed25519) or PS256 (RSA of 2048 to 4096 bits, exponent 65537), and its alg and use must match or be left out",
    private: "has a private part, which only its owner may have: make a new key, and give its public part only",
    broken: "is not a valid key: its members do not belong together, or an RSA key has the wrong length",
    list: "must be a list of public keys",
    atLeastOne: "must have at least one key",
    atMost: ({ most }: { readonly most: number }) => `must not have more than ${most} keys`,
    kids: "must not have a kid twice, and each of several keys needs a kid",
    set: "must be a JWK Set: an object with the member keys, a list of keys",
  },
  list: "must be a list",
  entries: ({ most }: { readonly most: number }) => `must not have more than ${most} entries`,
  characters: ({ most }: { readonly most: number }) => `must have at most ${most} characters`,
  wholeNumber: ({ least, most }: { readonly least: number; readonly most: number }) =>
    `must be a whole number from ${least} to ${most}`,
  mistakes: ({ lines }: { readonly lines: string }) =>
    `The configuration of the server has mistakes, so nothing was started and nothing was changed.\n${lines}`,
  file: {
    notJson: "names a file that is not JSON",
    notObject: "names a file that is not a JSON object",
    name: "must name a file",
    unreadable: "names a file that can't be read",
  },
  unknown: ({ alike }: { readonly alike: string | undefined }) =>
    alike === undefined
      ? "is not a setting; docs/reference/configuration.md lists all of them"
      : `is not a setting. The nearest one is ${alike}`,
  missing: "is missing",
  rpId: {
    notOfIssuer: ({ host }: { readonly host: string }) =>
      `must be the issuer's host ${host} or one of its parent domains`,
    publicSuffix: "must be a domain of your own, not one under which other people can register names",
  },
  https: "must start with https:// because a TLS certificate is set",
  noTls:
    "is an address that other machines reach, and this server would speak without TLS there. Listen on 127.0.0.1, or set tls.cert and tls.key, or name the proxy that speaks TLS for it in NEARSIDE_TRUSTED_PROXIES",
  database: {
    form: "must be postgres://user:password@host:port/database",
    parts: ({ form }: { readonly form: string }) =>
      `${form}: user, host and database are all needed. For a socket: postgres://user@localhost/database?host=/run/postgresql`,
    socket: "may have the parameter host only as the absolute path of a socket's folder",
    control: "must not contain control characters",
    tlsMode: ({ modes }: { readonly modes: string }) => `must have an sslmode of ${modes}`,
    tlsOnSocket: "asks for TLS on a socket of this machine, which has none",
    rootCertificate: "must have sslrootcert as an absolute path",
    parameter: ({ known }: { readonly known: string }) =>
      `has an unknown parameter, or one twice. The parameters are ${known}`,
    encoded: ({ form }: { readonly form: string }) => `${form}, with % and two digits for other characters`,
  },
  events: {
    syslog: "must be the syslog server's name and port, such as logs.example.com:6514",
    https: "must be an address that starts with https:// and has no user name, password or fragment",
    certificate: "must name a PEM file with the certificate that this server presents",
    key: "must name a PEM file with the key of events.syslog.cert",
    secret: "must name a file with the secret that signs each call",
  },
  mail: {
    host: "must be the address or the host name of the mail server",
    tls: ({ ways }: { readonly ways: string }) => `must be ${ways}`,
    authorities: "must name a PEM file with the certificate authorities to trust",
    user: "must be the user name for the mail server",
    password: "must be the password for the mail server in one line",
    needsTls:
      "must be starttls or implicit: mail goes without TLS only to a mail server on this machine, such as 127.0.0.1",
    passwordFile:
      "must name a separate file with the password, which must not be in the configuration file as mail.password; or set NEARSIDE_MAIL_PASSWORD",
    twoPasswords: "must not be set together with a password: set only one of the two",
  },
  metrics: {
    listen: "must be an address and a port, such as 127.0.0.1:9464 or [::1]:9464",
    token: "must name a file with the token that Prometheus sends",
    samePort: "must not be the address on which the server itself listens: choose another port",
    needsToken: "must name a file with a token, because other machines reach metrics.listen. Or listen on 127.0.0.1",
  },
  oneOf: ({ words }: { readonly words: string }) => `must be ${words}`,
  issuer: {
    origin:
      "must be an origin: https://, a host name in lower case, a port if it is not 443, and nothing after it, not even a slash (http:// only for localhost)",
    hostName: "must have a host name, because passkeys can't belong to an IP address",
  },
  network: "must be an address or a network, such as 10.0.0.7 or 10.0.0.0/8 or fd00::/8",
  urlOrFile: "must be an address that starts with https:// or the path of a file",
  userInfo: "must not have a user name or a password, which the console and the log would show",
  timeZone: "must be the name of a time zone, such as Europe/Berlin",
  ownAddress: "must be an address or host name of this machine",
  tls: {
    certificate: "must name a PEM file, and tls.key must name one too",
    key: "must name a PEM file, and tls.cert must name one too",
  },
  folder: "must name a folder",
  domain: "must be a domain name",
  tpmRoots: "must name a PEM file with the certificates of TPM manufacturers",
  metadataRoots: "must name a PEM file with the root certificates of the metadata",
  mozillaPackage: "must name the extension's package that Mozilla signed, an .xpi file",
  exampleName: "Example Ltd",
  exampleSecret: "(from your secret store)",
  collector:
    "must be the address of an OpenTelemetry collector without a user name or a query, such as http://127.0.0.1:4318 (https:// for another machine)",
  trueOrFalse: "must be true or false",
  wrappingKey: {
    credential: "must be the name that LoadCredential= in the systemd unit gives it",
    alone: "must be the only one of these: a file, a credential, and NEARSIDE_WRAPPING_KEY",
    ownFile: "must name a separate file with the key, which must not be in the configuration file as wrappingKey.key",
  },
  mailPair: "and a password must be set together, or neither if the mail server needs none",
  syslogPair: "and events.syslog.key must be set together, or neither",
} as const;
