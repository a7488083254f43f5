# One image for every Airflow service of docker-compose.yml; made by the same script as any other machine.
FROM python:3.11-slim-bookworm

WORKDIR /opt/fairnotice

# The environment first: it changes seldom, and is most of the image. Both databases run elsewhere, so
# that no server is installed.
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY ops/install ops/bootstrap.txt ops/
COPY plugins/fairnotice/__init__.py plugins/fairnotice/
RUN FAIRNOTICE_DATABASE_URL=elsewhere AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=elsewhere \
    UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1 ops/install \
    && rm -rf .fairnotice /var/lib/apt/lists/*

COPY . .

RUN useradd --uid 50000 --home-dir /var/lib/fairnotice --create-home fairnotice
USER fairnotice
ENV FAIRNOTICE_HOME=/var/lib/fairnotice
VOLUME /var/lib/fairnotice
EXPOSE 8080

CMD ["ops/airflow", "api-server"]
