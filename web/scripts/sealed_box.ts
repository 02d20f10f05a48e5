// Seals a ballot to the key of its question, as libsodium's crypto_box_seal does and PyNaCl's SealedBox opens:
// an ephemeral key pair whose secret half is forgotten here, nonce = BLAKE2b-192(ephemeral key || recipient key).
// Import this with `await import("./sealed_box")`: few members vote in secret, nobody should wait for it.
import { blake2b } from "@noble/hashes/blake2.js";
import nacl from "tweetnacl";

/** Returns ephemeral public key (32 bytes), then the box. Throws if the key is not 32 bytes long. */
export function seal(message: Uint8Array, recipientKey: Uint8Array): Uint8Array {
  const ephemeral = nacl.box.keyPair.fromSecretKey(crypto.getRandomValues(new Uint8Array(nacl.box.secretKeyLength)));
  const nonce = blake2b(concatenated(ephemeral.publicKey, recipientKey), { dkLen: nacl.box.nonceLength });
  const box = nacl.box(message, nonce, recipientKey, ephemeral.secretKey);
  ephemeral.secretKey.fill(0);
  return concatenated(ephemeral.publicKey, box);
}

function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
