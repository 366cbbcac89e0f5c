# https://docs.gunicorn.org/en/stable/run.html: `gunicorn --workers 2 --threads 8 main:app`.
import time


def app(environ, start_response):
    environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(2)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\n"]
