#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A made-up inventory as JSON of any size, one thing an element of a list:

    gen_json.py cyclonedx|spdx|spdx3|nrm|netbox|netbox-dump|tmf639 MEGABYTES > file
"""
import sys


def join(write, head, make, tail, limit):
    """Elements until so many octets are written; how many."""
    size, n, part = len(head), 0, []
    write(head)
    while size < limit:
        text = ("," if n else "") + "\n" + make(n)
        part.append(text)
        size += len(text)
        n += 1
        if len(part) == 4096:
            write("".join(part))
            part = []
    write("".join(part) + tail)
    return n


def cyclonedx(write, limit):
    join(write, '{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"timestamp":"2024-05-06T00:00:00Z",'
         '"component":{"type":"device","name":"Unit 7"}},"components":[',
         lambda i: f'{{"type":"library","bom-ref":"ref-{i:08d}","group":"example","name":"part-{i}","version":"1.{i % 97}",'
         f'"purl":"pkg:generic/example/part-{i}@1.{i % 97}","supplier":{{"name":"Example {i % 50}"}},'
         f'"hashes":[{{"alg":"SHA-256","content":"{i:064x}"}}],"licenses":[{{"license":{{"id":"MIT"}}}}]}}',
         '\n],"dependencies":[' + ",".join(f'{{"ref":"ref-{i:08d}","dependsOn":[]}}' for i in range(10000)) + "]}\n", limit)


def spdx(write, limit):
    n = join(write, '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"box",'
             '"documentDescribes":["SPDXRef-0"],"creationInfo":{"created":"2024-05-06T00:00:00Z"},"packages":[',
             lambda i: f'{{"SPDXID":"SPDXRef-{i}","name":"part-{i}","versionInfo":"1.{i % 97}","supplier":'
             f'"Organization: Example {i % 50}","licenseConcluded":"NOASSERTION","licenseDeclared":"MIT",'
             f'"checksums":[{{"algorithm":"SHA256","checksumValue":"{i:064x}"}}],"externalRefs":[{{"referenceCategory":'
             f'"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:generic/part-{i}@1.{i % 97}"}}]}}',
             "\n]", limit * 3 // 4)
    join(write, ',"relationships":[',
         lambda i: f'{{"spdxElementId":"SPDXRef-{i % n // 10 * 10}","relationshipType":"CONTAINS",'
         f'"relatedSpdxElement":"SPDXRef-{i % n}"}}', "\n]}\n", limit // 4)


def spdx3(write, limit):
    def make(i):
        k, what = i // 3, i % 3
        if what == 0:
            return (f'{{"type":"software_Package","spdxId":"urn:p{k}","name":"part-{k}","software_packageVersion":"1.{k % 97}",'
                    f'"suppliedBy":"urn:o{k % 50}","verifiedUsing":[{{"type":"Hash","algorithm":"sha256","hashValue":'
                    f'"{k:064x}"}}]}}')
        if what == 1:
            return (f'{{"type":"Relationship","spdxId":"urn:r{k}","from":"urn:p{k}","relationshipType":"hasDeclaredLicense",'
                    f'"to":["urn:l{k % 20}"]}}')
        if k < 50:
            return f'{{"type":"Organization","spdxId":"urn:o{k}","name":"Example {k}"}}'
        if k < 70:
            return (f'{{"type":"simplelicensing_LicenseExpression","spdxId":"urn:l{k - 50}",'
                    f'"simplelicensing_licenseExpression":"Licence-{k - 50}"}}')
        return (f'{{"type":"Relationship","spdxId":"urn:c{k}","from":"urn:p{k // 10 * 10}","relationshipType":"contains",'
                f'"to":["urn:p{k}"]}}')
    join(write, '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[', make, "\n]}\n", limit)


def nrm(write, limit):
    def cell(k):
        more = ",".join(f'"parameter{m}":"{m * k}"' for m in range(20))
        return f'{{"id":"{k}","attributes":{{"administrativeState":"UNLOCKED",{more}}}}}'

    def make(i):
        cells = ",".join(cell(k) for k in range(30))
        return (f'{{"id":"ME{i}","attributes":{{"vendorName":"Example","userLabel":"site {i}","swVersion":"1"}},'
                f'"GnbDuFunction":[{{"id":"1","attributes":{{"gnbId":{i}}},"NRCellDU":[{cells}]}}]}}')
    join(write, '{"SubNetwork":[{"id":"net","attributes":{},"ManagedElement":[', make, "\n]}]}\n", limit)


def netbox(write, limit):
    join(write, '{"count":1,"next":null,"results":[',
         lambda i: f'{{"id":{i},"url":"https://example/api/dcim/devices/{i}/","name":"dev-{i}","device_type":{{"id":7,'
         f'"manufacturer":{{"id":1,"name":"Example","slug":"example"}},"model":"Box 7","slug":"box-7"}},"role":{{"id":2,'
         f'"name":"gNodeB"}},"site":{{"id":{i // 3},"name":"site-{i // 3}"}},"status":{{"value":"active","label":"Active"}},'
         f'"serial":"S{i}","comments":"{"x" * 300}"}}', "\n]}\n", limit)


def netbox_dump(write, limit):
    def make(i):
        k, what = i // 4, i % 4
        if i < 4:
            return ['{"model":"dcim.site","pk":1,"fields":{"name":"A","latitude":"50","longitude":"14"}}',
                    '{"model":"dcim.manufacturer","pk":1,"fields":{"name":"Example"}}',
                    '{"model":"dcim.devicetype","pk":1,"fields":{"model":"Box 7","manufacturer":1}}',
                    '{"model":"dcim.devicerole","pk":1,"fields":{"name":"gNodeB"}}'][i]
        if what == 0:
            return (f'{{"model":"dcim.device","pk":{k},"fields":{{"name":"dev-{k}","device_type":1,"role":1,"site":1,"serial":'
                    f'"S{k}","comments":"{"x" * 200}"}}}}')
        if what == 1:
            return f'{{"model":"dcim.interface","pk":{k},"fields":{{"name":"eth0","device":{k},"label":"{"y" * 100}"}}}}'
        return (f'{{"model":"dcim.cabletermination","pk":{i},"fields":{{"cable":{k // 2},"cable_end":"{"AB"[k % 2]}",'
                f'"termination_type":11,"termination_id":{k}}}}}')
    join(write, "[", make, "\n]\n", limit)


def tmf639(write, limit):
    join(write, "[",
         lambda i: f'{{"id":"r{i}","href":"https://example/resource/r{i}","name":"gNB {i}","category":"gNodeB","place":[{{"id":'
         f'"site-{i // 2}","name":"Site {i // 2}"}}],"relatedParty":[{{"role":"manufacturer","name":"Example"}}],'
         f'"resourceCharacteristic":[{{"name":"swVersion","value":"1.{i % 9}"}}],"resourceStatus":"available",'
         f'"resourceRelationship":[{{"relationshipType":"dependsOn","resource":{{"id":"r{i // 2}"}}}}]}}', "\n]\n", limit)


KINDS = {"cyclonedx": cyclonedx, "spdx": spdx, "spdx3": spdx3, "nrm": nrm, "netbox": netbox, "netbox-dump": netbox_dump,
         "tmf639": tmf639}

if len(sys.argv) != 3 or sys.argv[1] not in KINDS:
    sys.exit(__doc__.strip())
KINDS[sys.argv[1]](sys.stdout.write, int(sys.argv[2]) * 1000000)
