export const texts = {
  description: "print the access token, renewed first if it is about to expire",
  format: "the token alone, header lines, or a JSON object",
  proof: 'also make the proof for one request: "GET https://api.example.com/orders"',
  json: "the same as --format json",
  help: `
The token is bound to a key that stays on this machine (DPoP, RFC 9449). If an API insists on the proof, the token alone opens
nothing, and each request needs a proof of its own. With --proof, both are printed as header lines, so that no argument contains
a secret:

  nearside token --resource https://api.example.com \\
    --proof "GET https://api.example.com/orders" | curl -H @- https://api.example.com/orders

For more than one request: nearside proxy --help. For a tool that takes a token from its environment: nearside exec --help.

  nearside token                                       the token of your login
  nearside token --resource https://api.example.com    the token of your login for that API
  nearside token --max-age 300                         the token of a login of the last five minutes
  nearside token --resource https://api.example.com --scope read --narrow
                                                       a token for that and nothing else
  nearside token --format header                       Authorization: DPoP …
  nearside token --json                                {"token":…,"type":"DPoP","expires_at":…,"audience":[…],"scope":…,"client_id":…}

If no login fits, this ends with exit code 4 and prints the command to type. With --login it signs you in, if you are at the
terminal.`,
  twoFormats: "--json and --format contradict each other. Give one of them.",
  proofNeedsForm: "With --proof there are two things to print. Add --format header or --format json.",
  bound: "This token is bound to a key of this machine (DPoP). See `nearside token --help`.",
  proofForm: '--proof takes a method and an address, such as "GET https://api.example.com/orders".',
} as const;
