export const texts = {
  noPages: "This proxy is for command lines. Requests of web pages are refused.",
  ownAddress: "This proxy answers at its own address only, with exactly that Host.",
  otherAccount: "This proxy belongs to another account of this machine.",
  forwarded:
    "This request came through a program that forwards ports from another machine. If you want that, send the proxy's secret.",
  callerUnknown:
    "This system does not tell who makes this request. Send the proxy's secret, as Authorization: Bearer or as a password.",
  bodyTooLong: "The API requires a fresh proof, and the body was too long to keep. Send the request again.",
  onlyFor: ({ upstream, path }: { readonly upstream: string; readonly path: string }): string =>
    `This proxy is for ${upstream}${path}.`,
  noBody: "A request that switches protocols must have no body. Leave it out.",
  origin: ({ origin, code }: { readonly origin: string; readonly code: string }): string => `It was ${origin}${code}.`,
} as const;
