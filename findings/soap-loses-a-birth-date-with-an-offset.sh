#!/usr/bin/env bash
# soap 1.13.0 (npm) reads a birth date with an offset as "Invalid Date".
#
# Many jail management systems offer their roster as a SOAP service. An xs:date may end with an
# offset (XML Schema 1.1 part 2, 3.3.9): 1985-05-04-05:00 is the 4th of May.
# Seen: the client makes a JavaScript Date of each xs:date. With an offset the Date is invalid; no
# error is raised, and JSON has null. Without an offset it is midnight in UTC, which is the 3rd of
# May in Chicago. An import stores inmates without a birth date, or with the day before. zeep 4.3.3
# (PyPI) reads both as the 4th of May.
# Instead: pass `customDeserializer: { date: (text) => text.slice(0, 10) }`.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund soap@1.13.0 > npm.txt 2>&1

cat > roster.wsdl <<'WSDL'
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"
    xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:r="urn:roster" targetNamespace="urn:roster">
  <types><xs:schema targetNamespace="urn:roster" elementFormDefault="qualified">
    <xs:element name="Ask"><xs:complexType/></xs:element>
    <xs:element name="Inmate"><xs:complexType><xs:sequence>
      <xs:element name="Born" type="xs:date"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="ask"><part name="it" element="r:Ask"/></message>
  <message name="answer"><part name="it" element="r:Inmate"/></message>
  <portType name="port"><operation name="Ask">
    <input message="r:ask"/><output message="r:answer"/>
  </operation></portType>
  <binding name="binding" type="r:port">
    <s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Ask"><s:operation soapAction="ask"/>
      <input><s:body use="literal"/></input><output><s:body use="literal"/></output></operation>
  </binding>
  <service name="Roster"><port name="port" binding="r:binding">
    <s:address location="http://127.0.0.1:9/"/></port></service>
</definitions>
WSDL
cat > look.mjs <<'SCRIPT'
import soap from "soap";
const { wsdl } = await soap.createClientAsync("roster.wsdl");
const read = (born) => wsdl.xmlToObject(
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
    <Inmate xmlns="urn:roster"><Born>${born}</Born></Inmate></e:Body></e:Envelope>`,
).Body.Inmate.Born;
console.log(`${read("1985-05-04-05:00")}; day ${read("1985-05-04").getDate()}`);
SCRIPT
seen=$(TZ=America/Chicago node look.mjs)
echo "1985-05-04-05:00 and 1985-05-04 are read as: $seen"
[ "$seen" = "Invalid Date; day 3" ]
