// What the peer and whoever asks it call each other.

export const PEER_CLIENT = "bench-cli";
export const PEER_RESOURCE_SERVER = { id: "bench-api", secret: "a secret of the bench" } as const;

/** The resource decides the form of its access tokens (RFC 8707). */
export const RESOURCES = { jwt: "https://jwt.example.test", opaque: "https://opaque.example.test" } as const;
