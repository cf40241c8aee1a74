/** These say why there is no evidence of a login. */
export const noEvidenceTexts = {
  not_yet:
    "No token was issued for this login yet, so it has no evidence. Look again in a few minutes, when the login has ended.",
  no_token: "This login ended without a token, so there is nothing to prove. The security log says what happened.",
  facts_erased:
    "The facts of this login and the machine's statement about it were erased together with the data of the person, who has left. Without them nobody can see what was approved, so there is no evidence to export. All other statements and the hashes of the erased ones are kept, so evidence that was exported before still verifies, and the hashes prove that it belongs to this login.",
} as const;
