# Makes the server's database for compose.yaml, once, when PostgreSQL is new. Its superuser may read every file and start programs there, so the
# server gets a role of its own, and the superuser keeps no password by which it could be reached over the network.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'END'
\getenv password POSTGRES_PASSWORD
create role nearside login nosuperuser nocreatedb nocreaterole password :'password';
create database nearside owner nearside encoding 'UTF8' template template0;
alter role current_user password null;
END
