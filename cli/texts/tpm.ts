export const texts = {
  errors: {
    tpm_setting:
      "NEARSIDE_TPM is not understood. Write device:/dev/tpmrm0, swtpm:host=127.0.0.1,port=2321 or swtpm:path=/the/socket, or leave it out.",
    tpm_missing:
      "No TPM 2.0 was found here. Nearside uses one on Linux, at /dev/tpmrm0. Switch it on in the firmware's settings, or keep keys elsewhere: --key keyring.",
    tpm_denied:
      "This account may not use the TPM. On most systems its users are in the group tss: sudo usermod -aG tss NAME, then log in again.",
    tpm_busy: "The TPM is busy and did not answer in time. Nothing was changed. Try again in a moment.",
    tpm_locked:
      "The TPM refuses to work for now because it was given wrong passwords too often. Wait for some hours, or ask the administrator of this machine to clear the lockout.",
    tpm_owned:
      "The TPM has an owner's password that Nearside does not know, so Nearside can't make keys there. Ask the administrator of this machine, or keep keys elsewhere: --key keyring.",
    tpm_key_lost:
      "The TPM does not know this machine's key: the TPM was cleared or replaced, or the file was. Nobody can sign with that key any more. Enrol this machine again: `nearside enroll --restart`.",
    tpm_no_certificate:
      "This TPM has no certificate of its maker for an RSA 2048 key, so it can't prove what it is. Keep keys elsewhere: --key keyring.",
    tpm_unproven:
      "This TPM could not answer the server's challenge: the certificate is not its own, or its answer was changed on the way. Keep keys elsewhere: --key keyring.",
    tpm_malformed: "The TPM's answer does not have a form of TPM 2.0. Try again. `nearside doctor` reports more.",
    tpm_failed:
      "The TPM returned an error. Try again. If it stays like this, run `nearside doctor`, or keep keys elsewhere: --key keyring.",
  },
} as const;
