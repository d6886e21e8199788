/** Certificates for tests of TLS, made by openssl: a good one, and one for each way of being bad. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  ca: string;
  of(name: CertificateName): { key: string; cert: string };
}
export type CertificateName = 'good' | 'expired' | 'not-yet-valid' | 'wrong-name' | 'self-signed';

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export function makeCertificates(folder: string): Certificates {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  mkdirSync(join(folder, 'issued'));
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(join(folder, 'serial'), '01\n');
  writeFileSync(
    join(folder, 'ca.cnf'),
    `[ca]
default_ca = here
[here]
database = index.txt
serial = serial
new_certs_dir = issued
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
[this-computer]
subjectAltName = IP:127.0.0.1
[another]
subjectAltName = DNS:elsewhere.example.cn
`,
  );
  openssl('req', '-x509', ...CURVE, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Test authority', '-days', '30');
  const issue = (name: CertificateName, from: string, to: string, extensions: string) => {
    openssl('req', ...CURVE, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=receiver');
    const files = ['-cert', 'ca.crt', '-keyfile', 'ca.key', '-in', `${name}.csr`, '-out', `${name}.crt`, '-notext'];
    openssl('ca', '-batch', '-config', 'ca.cnf', ...files, '-startdate', from, '-enddate', to, '-extensions', extensions);
  };
  const long = ['20200101000000Z', '20490101000000Z'] as const;
  issue('good', ...long, 'this-computer');
  issue('wrong-name', ...long, 'another');
  issue('expired', '20200101000000Z', '20210101000000Z', 'this-computer');
  issue('not-yet-valid', '20480101000000Z', '20490101000000Z', 'this-computer');
  const alternative = ['-addext', 'subjectAltName=IP:127.0.0.1'];
  openssl(
    'req',
    '-x509',
    ...CURVE,
    '-keyout',
    'self-signed.key',
    '-out',
    'self-signed.crt',
    '-subj',
    '/CN=receiver',
    '-days',
    '30',
    ...alternative,
  );
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { ca: read('ca.crt'), of: (name) => ({ key: read(`${name}.key`), cert: read(`${name}.crt`) }) };
}
