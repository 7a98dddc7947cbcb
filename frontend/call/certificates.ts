// The certificate of a page's connections. Without one that is valid, no connection opens.

const ecdsa: EcKeyGenParams = { name: "ECDSA", namedCurve: "P-256" };

/** Below this part of its life a certificate is replaced, while it is still used. */
const REPLACED_BELOW = 1 / 2;
/** Below this part of its life a certificate is not used for a new connection. */
const UNUSED_BELOW = 1 / 10;

interface Certificate {
  certificate: RTCCertificate;
  madeAt: number;
}

/**
 * Making a certificate takes time while somebody waits, so there is one for each page. It lives
 * for 30 days in Chromium and Firefox, and a kiosk's page for longer.
 */
export class Certificates {
  private latest: Certificate | null = null;
  private making: Promise<Certificate> | null = null;

  constructor(
    private readonly generate: () => Promise<RTCCertificate> = () =>
      RTCPeerConnection.generateCertificate(ecdsa),
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** Returns a certificate that is valid for a while. Makes the next one in time. */
  async valid(): Promise<RTCCertificate> {
    const latest = this.latest;
    const left = latest ? this.leftOf(latest) : 0;
    if (latest && left > REPLACED_BELOW) return latest.certificate;
    const next = this.make();
    if (latest && left > UNUSED_BELOW) {
      next.catch(() => undefined); // the next connection tries again
      return latest.certificate;
    }
    return (await next).certificate;
  }

  /** Returns the part of its life that is left to the certificate, from 1 to 0. */
  private leftOf({ certificate, madeAt }: Certificate): number {
    return (certificate.expires - this.now()) / (certificate.expires - madeAt);
  }

  private make(): Promise<Certificate> {
    this.making ??= this.generate()
      .then((certificate) => (this.latest = { certificate, madeAt: this.now() }))
      .finally(() => (this.making = null));
    return this.making;
  }
}
