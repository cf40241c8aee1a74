/** Members of a private or a symmetric key (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2). */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

export const isPrivateJwk = (key: unknown): boolean => SECRET_MEMBERS.some((name) => Object.hasOwn(Object(key), name));

/** Whether one stands anywhere in what somebody gives for public keys: a set of them, or one alone by mistake. */
export const holdsPrivateJwk = (given: unknown): boolean =>
  typeof given === "object" &&
  given !== null &&
  (isPrivateJwk(given) || Object.values(given).some((each) => holdsPrivateJwk(each)));
