// The `error_description` of OAuth's endpoints. RFC 6749 §5.2 allows printable ASCII without quotes and backslashes.

export const oauthTexts = {
  client: {
    notAuthenticated:
      "The client was not authenticated. Send a client_assertion (private_key_jwt) for this server, signed by a key that is registered for the client.",
    unknown: "The server does not know this program. Ask your administrator to register it.",
    isApi: "This client is an API, and people log in with command lines only.",
  },
  documents: {
    notAllowed:
      "This server accepts no client metadata documents from that host. Ask your administrator to allow the host or to register the program.",
    notHttps:
      "The program's metadata document is at an address without https, so it was not read. Ask the program's maker to correct it.",
    privateAddress:
      "The program's metadata document is in a private network, which this server does not read unless its configuration allows it.",
    unreachable: "The program's metadata document can't be reached. Try again in a minute.",
    unexpectedAnswer:
      "The program's address answered with something else than a metadata document, or redirects elsewhere. Ask the program's maker.",
    tooLarge:
      "The program's metadata document is longer than five kilobytes, so it was not read. Ask the program's maker to shorten it.",
    tooSlow: "The program's metadata document did not arrive in time. Try again in a minute.",
    malformed:
      "The program's metadata document has mistakes: it must have its own address as client_id, a name, a redirect address of this computer, and no secret.",
  },
  registration: {
    claimsVerified:
      "client_name says that the program is verified, official or the like, which only an administrator may say. Remove that word.",
    nameOfOther:
      "client_name is or resembles the name of another program here, apart from versions and words such as new or pro. Choose another name.",
    authMethod: "must be none for a command line or private_key_jwt for an API: this server keeps no client secrets",
    noJwksUri: "is not accepted: this server does not fetch keys, so send the public keys in jwks",
    responseAlg: ({ alg }: { readonly alg: string }) => `must be ${alg}`,
    noEncryption: "is not accepted: this server does not encrypt answers",
    resourcesAndScopes: "must be an object with resources and scopes",
    object: "must be one JSON object",
    notByTicket: ({ isPublic }: { readonly isPublic: boolean }) =>
      isPublic
        ? "none (a command line) is not what this ticket allows"
        : "private_key_jwt (an API) is not what this ticket allows",
    noJwt: "software_statement is not a signed JWT.",
    noStatements: "This server does not accept software statements. Leave software_statement out.",
    redirectUris: ({ problem }: { readonly problem: string }) => `Each of redirect_uris ${problem}.`,
    onlyApi: "is only for token_endpoint_auth_method private_key_jwt",
    introspectionOnlyApi:
      "and introspection_signed_response_alg are only for token_endpoint_auth_method private_key_jwt",
    lifetimes: ({ access, refresh }: { readonly access: number; readonly refresh: number }) =>
      `may be at most ${access} for access_token and ${refresh} for refresh_token; an administrator can set more`,
    codeByAdministrator: "may have authorization_code only if an administrator registers the program",
    loopbackForCode: "must have a loopback address for authorization_code",
    onlyCode: "may only have code",
    grants: ({ grant }: { readonly grant: string }) =>
      `must have ${grant} or authorization_code, with which logins start here`,
    noRedirect: "must be empty: a login starts on the machine itself and not with a redirect",
    onlyCodeGrant: "is only for grant_types with authorization_code",
    keysMissing: "is missing, and private_key_jwt needs it",
    emptyForApi: "must be empty for an API",
    onlyCommandLine: "is only for token_endpoint_auth_method none",
    apiAsksNone: "is only for token_endpoint_auth_method none: an API requests none",
    apiHasNoLogins: "is only for token_endpoint_auth_method none: an API has no logins",
    byAdministrator: "can only be set by an administrator",
    emptyForClient: "must be empty for this client",
    onlyGranted: ({ granted }: { readonly granted: string }) => `may only have ${granted}`,
    beyondTicket: "has values that this ticket does not allow",
    twice: "has a value twice",
    oneObject: "The metadata must be one JSON object.",
    missing: "is missing",
    badTicket:
      "This registration ticket is mistyped, used up or expired. Nothing was registered. Ask your administrator for a new one.",
    ticketMissing:
      "Registering a client needs a registration ticket, sent as a Bearer token. An administrator makes one: nearside-server client-ticket",
    notJson: "The metadata is not JSON.",
    deepObject: "The metadata must be one JSON object without deep nesting.",
  },
  lease: {
    notAllowed: ({ type }: { readonly type: string }) =>
      `This program may not request a lease: its registered authorization_details types must include ${type}.`,
    alone: "Request a lease alone, without scope, resource and other details. Its access names them.",
    tooLong: ({ seconds }: { readonly seconds: number }) =>
      `A lease of this program may last at most ${seconds} seconds, as its logins do.`,
    ownServer: "A lease can't be for an API at this server's own address.",
    resource: "This program may not request a resource that the lease names.",
    unreadable: ({ field }: { readonly field: string }) => `The lease has the wrong form: see its member ${field}.`,
    ownMachine:
      "A lease can only start on the person's own machine, and not on a host, in a container or by a redirect.",
    noEarlier: "This machine has no such lease to which the new one could add.",
  },
  redirect: {
    onlyRedirect: "This program is registered for logins by a redirect only.",
    notAllowed: "This program may not log in by a redirect. Ask your administrator to register it for that.",
  },
  stepUp: {
    overSsh: ({ acr }: { readonly acr: string }) =>
      `The program asked for a stronger login than one over an SSH session (${acr}). Log in on the computer where your browser runs.`,
    unknownClass: ({ classes }: { readonly classes: string }) =>
      `This server knows none of the requested classes. It knows ${classes}.`,
    keyInTpm: "move the key of this machine into its TPM: nearside key move tpm",
    keyInKeyring: "move the key of this machine out of its file: nearside key move keyring",
    deviceBoundPasskey: "enrol the machine again with a passkey that can't be copied, such as one of a security key",
    missing: ({ wanted, steps }: { readonly wanted: string; readonly steps: string }) =>
      `The program asked for a stronger login (${wanted}) than this machine can give. To reach it: ${steps}.`,
  },
  details: {
    form: "authorization_details is not a list of objects with a type.",
    brokenCharacter: "authorization_details contains half of a character.",
    twice: "authorization_details has a detail twice.",
    memberTwice: "authorization_details has a member twice.",
    number: "authorization_details has a number that is too large or too exact.",
    notJson: "authorization_details is not JSON.",
  },
  access: {
    scopes: ({ scopes }: { readonly scopes: string }) => `This program may request these scopes: ${scopes}.`,
    resource: "This program may not request that resource.",
    detailTypes: ({ types }: { readonly types: string }) =>
      `This program may request these types of authorization_details: ${types}.`,
    tooLong: "scope, resource, authorization_details and acr_values are too long together.",
    acrValues: "acr_values must be at most 8 different classes, separated by one space.",
  },
  authorization: {
    responseType: "response_type must be code.",
    responseMode: "response_mode must be query, or left out.",
    challengeMissing: "code_challenge is missing: PKCE with S256 is required (RFC 7636).",
    challenge: "code_challenge must be the SHA-256 of the verifier in base64url.",
    challengeMethod: "code_challenge_method must be S256: plain protects nothing.",
    dpopJkt: "dpop_jkt must be the SHA-256 thumbprint of a key in base64url.",
    nonce: "nonce is too long.",
    noBrowserLogins:
      "This server starts no login from a browser for this program. Use the device authorization grant with a device statement, as the Nearside command line and SDK do; or have your administrator register the program for the authorization code grant.",
    port: "redirect_uri must have the port on which the program listens.",
    requestObjects: "This server does not accept request objects.",
    field: ({ field }: { readonly field: string }) => `${field} has the wrong form.`,
    tooLong: "The program requests more than fits into an address.",
    cannotReturn:
      "No login was started: client_id and redirect_uri do not say where to send the browser back to. Use the device authorization grant, or register the program for logins by a redirect.",
    noLogin: ({ problem }: { readonly problem: string }) => `No login was started. ${problem}`,
    page: {
      title: "No login was started",
      what: "A program sent your browser here to log in. The server does not know this program, or the address does not say where to send you back to on this computer. Nothing was approved.",
      next: "Close this page, and start the login in the program itself. If this happens again, ask your administrator to register the program for logins by a redirect.",
    },
  },
  token: {
    scope: ({ scope }: { readonly scope: string }) => `The access token was not granted for the scope ${scope}.`,
    missing: "This address needs an access token: Authorization: DPoP and the token.",
    type: "The access token has another type than the one it was sent as.",
    ended: "The access token has ended. Refresh it, or log in again.",
    proofOfOther: "The DPoP proof belongs to another access token.",
  },
  dpop: {
    nonce: "The DPoP proof must have the nonce of this answer's DPoP-Nonce header.",
    time: "The DPoP proof's time differs too much from the server's. Set the clock to automatic.",
    replayed: "The same DPoP proof was sent twice. Make a new one for each request.",
    missing: "A DPoP proof is required (RFC 9449).",
    refused: ({ problem }: { readonly problem: string }) => `The DPoP proof was refused: ${problem}.`,
    statement: ({ hasOther }: { readonly hasOther: boolean }) =>
      hasOther
        ? "The DPoP proof has another claim statement. To refresh a login, this claim must be the SHA-256 of the device_statement beside it, in base64url."
        : "The DPoP proof has no claim statement. To refresh a login, this claim must be the SHA-256 of the device_statement beside it, in base64url.",
  },
  exchange: {
    notAllowed: "This client may not exchange tokens. Ask the operator of this server to allow it.",
    resourceMissing: "resource is missing.",
    resource: "This client may not request that resource in a person's name.",
    scope: "This client may not request that scope in a person's name.",
    details: "authorization_details can't be passed on.",
    subjectMissing: "subject_token is missing.",
    subjectTypeMissing: "subject_token_type is missing.",
    subjectType: ({ type }: { readonly type: string }) => `subject_token_type must be ${type}.`,
    requestedType: ({ type }: { readonly type: string }) => `requested_token_type must be ${type}.`,
    noActor: "actor_token is not accepted: the actor is the client that makes the request.",
    tooManyInARow: "This subject token is the result of too many exchanges in a row.",
    toolOnlyLease: "tool is only for a token of a lease.",
    notFromLeased: "A token of a lease can't be exchanged. Use the lease itself.",
    leaseResourceMissing: "resource is missing: a token of a lease is for exactly one resource.",
    leaseResource: "This lease is not for that resource.",
    leaseDetails: "A token of a lease has no authorization_details.",
    leaseTool: "This lease is not for that tool of the resource.",
    subject: "This subject token is not valid here.",
  },
  grant: {
    typeMissing: "grant_type is missing.",
    types:
      "grant_type must be one of device_code, authorization_code, refresh_token and token-exchange, in their full names.",
    deviceCodeMissing: "device_code is missing.",
    codeMissing: "code is missing.",
    verifier: "code_verifier is missing or is not 43 to 128 unreserved characters (RFC 7636).",
    refreshMissing: "refresh_token is missing.",
    statementMissing:
      "device_statement is missing: a login can only be refreshed on its own machine, which proves itself by its device key. Log in with nearside login, or with another program that sends the statement.",
    wholeToken:
      "The first token of a login is for everything that was approved. Leave this out here. Narrow it when you refresh, or by token exchange.",
    code: "This code is not valid. Start the login again.",
    wholeResource: "The token is for everything that was approved. Leave resource out here.",
    refreshToken: "This refresh token is not valid. Log in again.",
    refreshRace: "Another request used this refresh token at the same moment. Try again.",
    deviceStatementMissing: ({ issuer }: { readonly issuer: string }) =>
      `device_statement is missing: a login can be approved only on the machine that started it, and this program does not name that machine. Log in with nearside login, or with another program that sends the statement. If this machine is not enrolled yet, enrol it first: nearside enroll ${issuer}`,
  },
  narrowed: {
    scopeTwice: "scope has a value twice.",
    resource: "The login was not granted for that resource.",
    details: "The login was not granted for these authorization_details.",
    scopes: ({ scopes }: { readonly scopes: string }) => `The login was granted for these scopes: ${scopes}.`,
  },
  poll: {
    deviceCode: "This device code is not valid. Start the login again.",
    waitsForApproval: "The login waits for its approval in the browser.",
    waitsForSecond: "The login waits for another person to approve it.",
  },
  tokenMissing: "token is missing.",
  status: {
    onlyNow: "This server has status lists for the present time only.",
    noList: "This status list does not exist, or all its tokens have expired.",
  },
  extension: {
    notBuilt:
      "This server's extension was not built, or its file is not the one that was built; the server's log says which. Build it: npm run build",
    older:
      "This server's extension is older than one that it handed out before, so it is not handed out. Upgrade the server.",
    noPackage: "This package does not exist.",
  },
  health: {
    ending: "The server is shutting down.",
    database: "The database does not answer.",
  },
  parts: {
    notBuilt: "This server's downloads were not built. Build them: npm run build",
    noFile: "This server has no such download. See /get.",
  },
  noPicture: "This picture does not exist.",
  metrics: {
    byName: "Use an IP address or localhost: pages of another name may not read this.",
    token: "Send the token of metrics.tokenFile: Authorization: Bearer <token>",
    elsewhere: "There is nothing at this address. The metrics are at /metrics.",
    onlyGet: "This address takes GET only.",
  },
  pages: {
    notBuilt: "This server's pages were not built. Build them: npm run build",
  },
} as const;
