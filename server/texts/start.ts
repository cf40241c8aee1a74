// The reasons for which the server does not start, or warns while it starts, each with what to do.

export const startTexts = {
  listen: {
    place: ({ port, host }: { readonly port: number; readonly host: string }) => `port ${port} of ${host}`,
    inUse: ({ address }: { readonly address: string }) =>
      `Another program already listens on ${address}. Stop it, or choose another port with NEARSIDE_PORT.`,
    notAllowed: ({ address }: { readonly address: string }) =>
      `This account may not listen on ${address}. Choose a port above 1023 with NEARSIDE_PORT, and let a proxy take the other.`,
    failed: ({ address, code }: { readonly address: string; readonly code: string }) =>
      `The server can't listen on ${address} (${code}). Check NEARSIDE_HOST: it must be an address of this machine.`,
    notTcp:
      "The socket from systemd is not a TCP socket, so clients would have no address. Write ListenStream= with a port in the socket unit, such as ListenStream=127.0.0.1:4790.",
    openWithoutTls: ({ host, port }: { readonly host: string; readonly port: number }) =>
      `systemd passed a socket on ${host} port ${port}, which other machines reach, and this server would speak without TLS there. Write ListenStream=127.0.0.1:${port} in the socket unit, or set tls.cert and tls.key, or name the proxy that speaks TLS for it in NEARSIDE_TRUSTED_PROXIES.`,
    commandSocket: ({ path, code }: { readonly path: string; readonly code: string }) =>
      `The socket ${path} for the commands of nearside-server could not be made (${code}).`,
    severalSockets: ({ count }: { readonly count: string }) =>
      `systemd passed ${count} sockets, and the server listens on one. Keep one ListenStream= in the socket unit: ListenStream=4790 for IPv4 and IPv6, or ListenStream=127.0.0.1:4790 for this computer alone.`,
    notSystemd:
      "LISTEN_FDS is not a number, so it does not come from systemd. Unset LISTEN_PID and LISTEN_FDS, or start the server by its socket unit.",
  },
  tls: {
    noPair: ({ cert, key }: { readonly cert: string; readonly key: string }) =>
      `${cert} and ${key} are not a certificate and its key in PEM form. Check tls.cert and tls.key.`,
  },
  unsafe: {
    refused: ({ problems }: { readonly problems: readonly string[] }) =>
      `This would not be safe, so nothing was started and nothing was changed.\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    link: ({ what }: { readonly what: string }) =>
      `${what} is a link, so everybody who may change the link chooses what the server trusts. Name the real place, or put the real file or folder there.`,
    kind: ({ what, kind }: { readonly what: string; readonly kind: string }) =>
      `${what} is not a ${kind}. Move away what is there.`,
    foreignFolder: ({
      what,
      owner,
      uid,
      path,
    }: {
      readonly what: string;
      readonly owner: number;
      readonly uid: number;
      readonly path: string;
    }) =>
      `${what} belongs to another account (number ${owner}), which may read and change everything in it. Run the server as that account, or: chown ${uid} ${path}`,
    openFolder: ({
      what,
      mode,
      wanted,
      path,
    }: {
      readonly what: string;
      readonly mode: string;
      readonly wanted: number;
      readonly path: string;
    }) =>
      `${what} is open to other accounts of this machine (mode ${mode}). Everybody who could read it may have the server's keys. Close it: chmod ${wanted} ${path}`,
    foreignSecret: ({
      what,
      owner,
      uid,
      path,
    }: {
      readonly what: string;
      readonly owner: number;
      readonly uid: number;
      readonly path: string;
    }) => `${what} belongs to another account (number ${owner}). Give it to this account: chown ${uid} ${path}`,
    openSecret: ({
      what,
      mode,
      wanted,
      path,
    }: {
      readonly what: string;
      readonly mode: string;
      readonly wanted: number;
      readonly path: string;
    }) =>
      `${what} is open to other accounts of this machine (mode ${mode}). Close it, and treat it as known to them: chmod ${wanted} ${path}`,
    foreignTrust: ({
      what,
      owner,
      uid,
      path,
    }: {
      readonly what: string;
      readonly owner: number;
      readonly uid: number;
      readonly path: string;
    }) =>
      `${what} belongs to another account (number ${owner}), which may change it. Give it to this account: chown ${uid} ${path}`,
    writable: ({ what, mode, path }: { readonly what: string; readonly mode: string; readonly path: string }) =>
      `${what} may be changed by other accounts of this machine (mode ${mode}). Check what it contains, then: chmod go-w ${path}`,
    folderAbove: ({ what, exposed }: { readonly what: string; readonly exposed: string }) =>
      `${what} is in ${exposed}, where every account of this machine may put something else in its place. Close that folder: chmod o-w ${exposed}`,
  },
  files: {
    any: ({ kind, path }: { readonly kind: string; readonly path: string }) => `The ${kind} ${path}`,
    tlsKey: ({ file }: { readonly file: string }) => `The TLS key ${file} (tls.key)`,
    tlsCertificate: ({ file }: { readonly file: string }) => `The TLS certificate ${file} (tls.cert)`,
    databaseRoot: ({ file }: { readonly file: string }) => `The file ${file} (sslrootcert of databaseUrl)`,
    metadataRoots: ({ file }: { readonly file: string }) => `The file ${file} (metadata.roots)`,
    tpmRoots: ({ file }: { readonly file: string }) => `The file ${file} (policy.tpmRoots)`,
    mailRoots: ({ file }: { readonly file: string }) => `The file ${file} (mail.roots)`,
    mailPassword: ({ file }: { readonly file: string }) => `The file ${file} (mail.passwordFile)`,
    ofSetting: ({ path, setting }: { readonly path: string; readonly setting: string }) =>
      `The file ${path} (${setting})`,
    metricsToken: ({ file }: { readonly file: string }) => `The file ${file} (metrics.tokenFile)`,
    wrappingKey: ({ path, setting }: { readonly path: string; readonly setting: string }) =>
      `The wrapping key ${path} (${setting})`,
    keyInData: ({ what }: { readonly what: string }) =>
      `${what} is in the data folder, so every copy of the folder has both. Put it elsewhere, where no backup of the data includes it.`,
    dataFolder: ({ folder }: { readonly folder: string }) => `The data folder ${folder}`,
    configuration: ({ path }: { readonly path: string }) => `The configuration file ${path} (NEARSIDE_CONFIG)`,
    configurationWithPassword: ({ path }: { readonly path: string }) =>
      `The configuration file ${path} (NEARSIDE_CONFIG), which contains the database's password,`,
  },
  warnings: {
    root: "the server runs as root, which it never needs: give it its own account, and a port above 1023",
    proxy:
      "a proxy in front of this server speaks TLS, and NEARSIDE_TRUSTED_PROXIES does not name it: all clients count as one address and share its limits",
    noMail:
      "no mail is sent, so people get no notices about new machines, refused logins or break-glass codes. Set NEARSIDE_MAIL_HOST and NEARSIDE_MAIL_FROM",
    keysInClear:
      "the signing keys are in the database unencrypted, so everybody who reads a copy can sign as this server. Keep a key outside of the database: NEARSIDE_WRAPPING_KEY_FILE (docs/security.md)",
    keyInEnvironment:
      "the wrapping key comes from the environment, which other programs of this account can read: a file or a systemd credential is safer",
    databaseTls: ({ mode }: { readonly mode: string }) =>
      `the database is on another machine and sslmode is ${mode}: another machine on the way can pose as the database, and then has the server's keys. Use sslmode=verify-full`,
  },
  keys: {
    ifLost:
      "If the key is lost for good, start once with `nearside-server start --replace-lost-keys`: the server then revokes the keys that nobody can open and makes a new one, which ends access tokens, logins and enrolments under way. People stay enrolled and logged in.",
    noneGiven: ({ ifLost }: { readonly ifLost: string }) =>
      `The signing keys in the database are wrapped, and this server has no key to open them. Nothing was changed. Name the key with NEARSIDE_WRAPPING_KEY_FILE, NEARSIDE_WRAPPING_KEY_CREDENTIAL or NEARSIDE_WRAPPING_KEY. ${ifLost}`,
    noCredential: ({ credential, variable }: { readonly credential: string; readonly variable: string }) =>
      `The wrapping key should come from the credential ${credential}, but systemd gave this server none (${variable} is not set). Nothing was changed. Start the server by a unit with LoadCredential=${credential}:/the/file, or name the file with NEARSIDE_WRAPPING_KEY_FILE.`,
    fileOfSetting: ({ path, setting }: { readonly path: string; readonly setting: string }) => `${path} (${setting})`,
    otherKey: ({ where, ifLost }: { readonly where: string; readonly ifLost: string }) =>
      `The signing keys in the database are wrapped by another key than the one in ${where}. Nothing was changed. Put the right key there. If you were changing the key, put the old one on a line of its own below the new one. ${ifLost}`,
    unreadable: ({ where }: { readonly where: string }) =>
      `The wrapping key ${where} can't be read. Nothing was changed. Put it there, readable only for the account that runs the server (mode 600).`,
    notAKey: ({ where }: { readonly where: string }) =>
      `The content of ${where} is not a wrapping key. Nothing was changed. It has to be 32 random bytes in base64, as \`openssl rand -base64 32\` prints them: the first line has the key that wraps, further lines have older keys that only open.`,
  },
  data: {
    inUse: ({ folder }: { readonly folder: string }) =>
      `Another server is already running with the data folder ${folder}. Stop that server first, or give this one another folder with NEARSIDE_DATA_DIR.`,
    notMade: ({ folder }: { readonly folder: string }) =>
      `The data folder ${folder} could not be made. Check that its parent folder is writable, or name another folder with NEARSIDE_DATA_DIR.`,
    open: ({ folder, mode }: { readonly folder: string; readonly mode: string }) =>
      `The data folder ${folder} is open to other accounts of this machine (mode ${mode}), and the server's signing key would be in it. Close it first: chmod 700 ${folder}`,
    notWritable: ({ path }: { readonly path: string }) =>
      `The account that runs the server can't write the file ${path}. Make that account its owner, or name another data folder with NEARSIDE_DATA_DIR.`,
    moved: ({ place }: { readonly place: string }) =>
      `The data of this folder was moved to ${place}, and is in use there now. Nothing was changed. Set DATABASE_URL to that database. The files here are as they were at the move, and can be put away.`,
    moveUnfinished:
      "A move of data to this database is not complete. Nothing was changed. Run `nearside-server migrate-to` again with the settings of the old server: it continues where it stopped.",
    restoreUnfinished:
      "A restore of a backup into this database is not complete. Nothing was changed. Drop the database and create it again (dropdb, createdb), and run `nearside-server restore` again.",
    newer: ({ unknown }: { readonly unknown: string }) =>
      `The data was written by a newer version of Nearside (it knows ${unknown}). Nothing was changed. Start that version or a later one.`,
    diskFull: ({ dataFolder }: { readonly dataFolder: string }) =>
      `The disk of the data folder ${dataFolder} is full. Nothing was changed. Make room there, and start the server again.`,
  },
  metrics: {
    inUse: ({ port, host }: { readonly port: number; readonly host: string }) =>
      `The server can't listen for Prometheus, because another program already listens on port ${port} of ${host}. Choose another address with NEARSIDE_METRICS_LISTEN.`,
    failed: ({ port, host, code }: { readonly port: number; readonly host: string; readonly code: string }) =>
      `The server can't listen for Prometheus on port ${port} of ${host} (${code}). Choose another address with NEARSIDE_METRICS_LISTEN.`,
    tokenUnreadable: ({ file }: { readonly file: string }) =>
      `This account can't read the file ${file} (metrics.tokenFile). Nothing was changed.`,
    tokenTooShort: ({ file, shortest }: { readonly file: string; readonly shortest: number }) =>
      `The file ${file} (metrics.tokenFile) must have a token of at least ${shortest} characters on one line. Make one: openssl rand -hex 32`,
  },
  certificates: {
    noneInFile: ({ path }: { readonly path: string }) =>
      `${path} (policy.tpmRoots) has no certificate in PEM form. Put the certificates of the TPM manufacturers into it.`,
    damaged: ({ path, setting }: { readonly path: string; readonly setting: string }) =>
      `${path} (${setting}) has a damaged certificate. Get it again.`,
    notAnAuthority: ({ path }: { readonly path: string }) =>
      `${path} (policy.tpmRoots) has a certificate that may not sign other certificates. Name those of the manufacturers' authorities.`,
    noMetadataRoot: ({ path }: { readonly path: string }) =>
      `${path} (metadata.roots) has no certificate in PEM form. Put the root certificate of the metadata into it.`,
    notARoot: ({ path }: { readonly path: string }) =>
      `${path} (metadata.roots) has a certificate that may not sign other certificates. Name the root.`,
  },
  pem: {
    unreadable: ({ path, setting }: { readonly path: string; readonly setting: string }) =>
      `The file ${path} (${setting}) can't be read. Name a PEM file that the server's account may read.`,
  },
} as const;
