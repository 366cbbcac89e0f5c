# https://puma.io/puma/#quick-start: `puma`, with five threads.
run lambda { |env|
  env["rack.input"].read
  sleep 2 if env["PATH_INFO"] == "/slow"
  [200, { "Content-Type" => "text/plain" }, ["hello\n"]]
}
