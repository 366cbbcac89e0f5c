# As the image of nginx fills in its templates.
sed "s/\$PORT/$PORT/" nginx.conf.template > "nginx-$PORT.conf"
exec nginx -p "$PWD" -c "nginx-$PORT.conf" -e stderr
