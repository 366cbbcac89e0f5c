/**
 * A self-signed certificate for `localhost`, and its key. It protects nothing, and is kept here so that tests run
 * without openssl. Valid until 2126. It was made by
 *
 *     openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost \
 *       -addext "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1" -keyout localhost.key.pem -out localhost.cert.pem
 */
export const tlsIdentity = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5g7YnXZto7mFYKSK
PXPMUMlU14AnuiCuxpw1FnO1meOhRANCAATMQXu0A1g7M/Sl7Z9Nv/xvsABKIAXu
sp+yELFJt/FBX8StLtbcW1Mk/yVxqzjRTNSfvgtGpE1mPjRBdbgeZG/h
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBrjCCAVSgAwIBAgIUcaNZf6XUzjCaEA0IOIuKXOLOGAMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzEyMjY0OVoYDzIxMjYxMDMw
MTIyNjQ5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATMQXu0A1g7M/Sl7Z9Nv/xvsABKIAXusp+yELFJt/FBX8StLtbcW1Mk
/yVxqzjRTNSfvgtGpE1mPjRBdbgeZG/ho4GBMH8wHQYDVR0OBBYEFGKik+AD7j4r
hDNAgfa+b5F61CukMB8GA1UdIwQYMBaAFGKik+AD7j4rhDNAgfa+b5F61CukMA8G
A1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9jYWxob3N0hwR/AAABhxAAAAAA
AAAAAAAAAAAAAAABMAoGCCqGSM49BAMCA0gAMEUCIB6BvfgXP0N5aUaBNOgMQbXb
ZjIlgEdyCQBJH44ZsEO8AiEAicpJcfSxE5lm2DC8ypyQKR43Xo7wFY1YKP2+ZIhA
a0Y=
-----END CERTIFICATE-----
`,
};
