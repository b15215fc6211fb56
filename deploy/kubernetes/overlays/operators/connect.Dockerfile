# SPDX-License-Identifier: Apache-2.0
# Strimzi's image of Kafka with Debezium's PostgreSQL connector. KAFKA is the image that the operator uses for Kafka 4.3.1; its
# setting STRIMZI_KAFKA_IMAGES names it. The context does not matter:
#   docker build --build-arg KAFKA=... -t registry.example.com/cascade/connect:0.1.0 - < connect.Dockerfile
ARG KAFKA
FROM quay.io/debezium/connect:3.7 AS debezium

FROM ${KAFKA}
COPY --from=debezium /kafka/connect/debezium-connector-postgres/ /opt/kafka/plugins/debezium-connector-postgres/
